/** Hands bytes made here to the browser to be saved under a name. */
export function offerBlob(blob: Blob, name: string): void {
  const url = URL.createObjectURL(blob);
  Object.assign(document.createElement('a'), { href: url, download: name }).click();
  setTimeout(() => URL.revokeObjectURL(url), 10_000);
}

export function offerText(text: string, name: string, type: string): void {
  offerBlob(new Blob([text], { type }), name);
}

/** Today in Asia/Shanghai. */
export function shanghaiToday(): string {
  return new Intl.DateTimeFormat('sv-SE', { timeZone: 'Asia/Shanghai' }).format(new Date());
}
