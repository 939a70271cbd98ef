import { useEffect, useState } from 'react';

/** Pictures of the codes of a sheet, by code. What is scanned is the address of the household's page in the field app. */
export function useQrPictures(codes: readonly string[]): ReadonlyMap<string, string> {
  const [pictures, setPictures] = useState<ReadonlyMap<string, string>>(new Map());
  const names = codes.join(' ');
  useEffect(() => {
    let gone = false;
    const wanted = names.split(' ').filter(Boolean);
    void import('qrcode')
      .then(({ toDataURL }) => Promise.all(wanted.map(async (code) => [code, await toDataURL(`${location.origin}/field/door/${code}`, { errorCorrectionLevel: 'M', margin: 1, width: 320 })] as const)))
      .then((drawn) => {
        if (!gone) setPictures(new Map(drawn));
      });
    return () => {
      gone = true;
    };
  }, [names]);
  return pictures;
}
