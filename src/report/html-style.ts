/** The one style of the HTML report. Nothing in it loads anything. */

/** Screen first, phone by wrapping, dark by preference, paper at the end. */
export const STYLE = `
:root{color-scheme:light dark;--ground:#f5f6f8;--card:#fff;--ink:#1b2430;--quiet:#5a6676;--line:#dfe3e9;--good:#11734b;--bad:#b3261e;--warn:#8a5a00;--accent:#2456c7;--on:#7f93ad;--off:#fff}
@media(prefers-color-scheme:dark){:root{--ground:#12161c;--card:#1b212a;--ink:#e8ecf2;--quiet:#a3aebd;--line:#333c49;--good:#5fd39c;--bad:#ff8a80;--warn:#f0bf5b;--accent:#8fb4ff;--on:#7c8ea8;--off:#1b212a}}
*{box-sizing:border-box}
body{margin:0;background:var(--ground);color:var(--ink);font:16px/1.5 system-ui,-apple-system,"Segoe UI",Roboto,"Noto Sans","DejaVu Sans",sans-serif;overflow-wrap:anywhere}
main{max-width:60rem;margin:0 auto;padding:1.5rem 1rem 3rem}
header,section{background:var(--card);border:1px solid var(--line);border-radius:14px;padding:1.25rem 1.5rem;margin:0 0 1rem}
header{border-top:5px solid var(--accent)}
header.tone-good{border-top-color:var(--good)}
header.tone-bad{border-top-color:var(--bad)}
.brand{margin:0;color:var(--quiet);font-size:.8rem;letter-spacing:.06em;text-transform:uppercase}
h1{margin:.2rem 0 .6rem;font-size:1.6rem;line-height:1.25}
h2{margin:0 0 .7rem;font-size:1.1rem}
p{margin:.4rem 0}
a{color:var(--accent)}
dl{margin:.4rem 0}
dt{color:var(--quiet);font-size:.85rem;font-weight:600}
dd{margin:0 0 .35rem}
ul{margin:.2rem 0;padding-inline-start:1.2rem}
.culprit{border-inline-start:4px solid var(--bad);padding-inline-start:1rem;margin:1rem 0}
.plugin{font-size:1.1rem;font-weight:650;margin:0 0 .3rem}
.culprit dl{display:grid;grid-template-columns:4rem 1fr;gap:.1rem .8rem}
.culprit dt{grid-column:1;padding-top:.15rem}
.culprit dd{grid-column:2}
.good{color:var(--good)}.bad{color:var(--bad);font-weight:600}
.quiet,.legend{color:var(--quiet);font-size:.88rem}
.key{display:inline-block;width:.9em;height:.9em;border-radius:3px;border:1px solid var(--on);vertical-align:-.1em}
.key.on{background:var(--on)}.key.off{background:var(--off)}
.key.off{margin-inline-start:.8em}
.hidden{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%);white-space:nowrap}
.scroll{overflow-x:auto;position:relative}
.scroll:focus-visible{outline:2px solid var(--accent);outline-offset:3px}
table{border-collapse:collapse;font-size:.88rem}
th{text-align:start;font-weight:500}
.proof{border-collapse:separate;border-spacing:3px}
.proof th[scope=row],.proof th:first-child{position:sticky;inset-inline-start:0;background:var(--card);padding:0 .6rem 0 0;min-width:7rem;max-width:15rem;overflow:hidden;text-overflow:ellipsis;white-space:nowrap}
.proof thead th{color:var(--quiet);font-size:.75rem;text-align:center;min-width:1.7rem}
.proof thead th:first-child{text-align:start}
.proof tbody td{height:1.25rem;border-radius:4px;border:1px solid var(--on);position:relative}
.proof .on{background:var(--on)}.proof .off{background:var(--off)}
.proof .guilty th{color:var(--bad);font-weight:700}
.proof .guilty td{border-color:var(--bad)}
.proof .guilty .on{background:var(--bad)}
.proof tfoot td{text-align:center;font-weight:700;font-size:1rem;position:relative}
.fails{color:var(--bad)}.passes{color:var(--good)}.unresolved{color:var(--warn)}
.list{width:100%}
.list th,.list td{padding:.3rem .6rem .3rem 0;border-bottom:1px solid var(--line);vertical-align:top;text-align:start}
.list thead th{color:var(--quiet);font-size:.8rem;font-weight:600}
.list tr:last-child th,.list tr:last-child td{border-bottom:0}
.list td:nth-child(2){white-space:nowrap}
.times{overflow-wrap:normal}.times td:nth-child(3){min-width:7.5rem}.times td:nth-child(5){min-width:9rem}
tr.cause td:nth-child(2){color:var(--bad);font-weight:600}tr.clue td:nth-child(2){color:var(--warn);font-weight:600}tr.cleared td:nth-child(2){color:var(--good)}
.facts{display:grid;grid-template-columns:repeat(auto-fill,minmax(13rem,1fr));gap:.4rem 1.2rem}
.columns{columns:16rem;column-gap:2rem;font-size:.92rem}
.columns li{break-inside:avoid}
.columns .guilty{color:var(--bad);font-weight:650}
summary{cursor:pointer;font-weight:600;padding:.25rem 0}
pre{white-space:pre-wrap;background:var(--ground);border:1px solid var(--line);border-radius:10px;padding:1rem;font:13px/1.5 ui-monospace,SFMono-Regular,Menlo,Consolas,"DejaVu Sans Mono",monospace;user-select:all}
@media(max-width:36rem){main{padding:.6rem .5rem 2rem}header,section{padding:1rem;border-radius:10px}h1{font-size:1.3rem}.culprit dl{display:block}.proof th[scope=row],.proof th:first-child{min-width:6rem;max-width:8.5rem}.times td:nth-child(6),.times th:nth-child(6){display:none}}
@media print{:root{color-scheme:light;--ground:#fff;--card:#fff;--ink:#000;--quiet:#444;--line:#ccc;--good:#11734b;--bad:#b3261e;--warn:#8a5a00;--accent:#2456c7;--on:#7f93ad;--off:#fff}
@page{size:A4;margin:11mm}
*{-webkit-print-color-adjust:exact;print-color-adjust:exact}
body{font-size:9pt;line-height:1.3}main{max-width:none;padding:0}
header,section{border:0;border-radius:0;padding:0;margin:0 0 2.2mm}
header{border-top:3px solid var(--good);padding-top:1.5mm}
h1{font-size:14pt;margin:.5mm 0 1mm}h2{font-size:10.5pt;margin:0 0 .8mm;break-after:avoid}
p,dl,ul,.culprit{margin:.5mm 0}
table{font-size:8pt}.scroll{overflow:visible}
.proof{border-spacing:1.5px}.proof tbody td{height:2.6mm;border-radius:1px}.proof th{line-height:1.1}.proof thead th{min-width:3mm}.proof tfoot td{font-size:8.5pt}
.list th,.list td{padding:.2mm 1.5mm .2mm 0}
.columns{columns:3;font-size:8pt}.facts{grid-template-columns:repeat(4,1fr);gap:.3mm 3mm}
.messages{display:none}
tr,li,dt,dd{break-inside:avoid}}
`;
