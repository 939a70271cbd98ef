/** One style for every page, hashed into the content security policy. */
export const style = `
:root{color-scheme:light dark;--ink:#14213d;--soft:#5b6783;--paper:#f4f6fb;--card:#fff;--line:#e0e5f0;--accent:#0f5bd7;--warn:#b3261e}
@media (prefers-color-scheme:dark){:root{--ink:#eef2fb;--soft:#9aa7c4;--paper:#0d1424;--card:#172036;--line:#2a3654;--accent:#6ea8ff;--warn:#ff9a90}}
*{box-sizing:border-box}
body{margin:0;min-height:100vh;background:var(--paper);color:var(--ink);font:16px/1.5 system-ui,-apple-system,"PingFang SC","Microsoft YaHei","Noto Sans CJK SC",sans-serif}
main{max-width:46rem;margin:0 auto;padding:2.5rem 1.25rem 3rem}
header{display:flex;align-items:center;gap:1rem;margin-bottom:2rem}
.seal{flex:none;width:3.5rem;height:3.5rem;border-radius:1rem;background:linear-gradient(140deg,#0f5bd7,#0a8f8a);color:#fff;font-weight:700;font-size:1.15rem;line-height:3.5rem;text-align:center;letter-spacing:.05em}
h1{margin:0;font-size:1.45rem;line-height:1.25}
h2{margin:2rem 0 .75rem;font-size:1rem}
.en,small{color:var(--soft);font-size:.85rem;font-weight:400}
.roles{display:grid;grid-template-columns:repeat(auto-fill,minmax(13.5rem,1fr));gap:.75rem}
.role{display:block;width:100%;padding:.9rem 1rem;border:1px solid var(--line);border-radius:.9rem;background:var(--card);color:inherit;font:inherit;text-align:left;cursor:pointer}
.role:hover,.role:focus-visible{border-color:var(--accent);box-shadow:0 0 0 3px color-mix(in srgb,var(--accent) 22%,transparent);outline:0}
.role:active{transform:translateY(1px)}
.role b{display:block;font-size:1.05rem}
.role span{display:block}
.card{padding:1.25rem;border:1px solid var(--line);border-radius:.9rem;background:var(--card)}
.fields{display:grid;grid-template-columns:1fr 1fr auto;gap:.75rem;align-items:end}
@media (max-width:36rem){.fields{grid-template-columns:1fr}}
label{display:block;font-size:.9rem}
input{display:block;width:100%;margin-top:.25rem;padding:.65rem .75rem;border:1px solid var(--line);border-radius:.6rem;background:var(--paper);color:inherit;font:inherit}
input:focus-visible{border-color:var(--accent);outline:2px solid var(--accent);outline-offset:0}
.go{display:inline-block;padding:.7rem 1.4rem;border:0;border-radius:.6rem;background:#0f5bd7;color:#fff;font:inherit;font-weight:600;text-decoration:none;cursor:pointer}
.go:hover,.go:focus-visible{background:#0b49b0}
.warn{margin:0 0 1rem;color:var(--warn);font-weight:600}
table{width:100%;border-collapse:collapse;font-size:.95rem}
td,th{padding:.5rem .6rem;border-bottom:1px solid var(--line);text-align:left}
code{font-size:.95em}
.scroll{overflow-x:auto}
.links{display:flex;flex-wrap:wrap;gap:.75rem}
footer{margin-top:2rem;color:var(--soft);font-size:.85rem}
`;

export function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}

/** A whole page. `body` is HTML; the titles are text. */
export function page(zh: string, en: string, body: string): string {
  return `<!doctype html>
<html lang="zh-CN">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escapeHtml(zh)} · 联防 Lianfang</title>
<style>${style}</style>
</head>
<body>
<main>
<header><div class="seal" aria-hidden="true">联防</div><div><h1>${escapeHtml(zh)}</h1><div class="en" lang="en">${escapeHtml(en)}</div></div></header>
${body}
<footer>演示环境：人员和数据均为虚构。<br><span lang="en">A demo: all people and data are invented.</span></footer>
</main>
</body>
</html>`;
}
