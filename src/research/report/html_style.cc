// SPDX-License-Identifier: MIT
#include "research/report/html_parts.h"

namespace keel::research {

// Dark values as in the dashboard; light ones keep WCAG AA contrast on white. Paper is always
// light.
const std::string_view kPageStyle = R"css(
:root{color-scheme:dark;--bg-primary:#0d1117;--bg-secondary:#161b22;--border-color:#30363d;
--text-strong:#f0f6fc;--text-primary:#c9d1d9;--text-secondary:#8b949e;--grid:#21262d;
--accent-blue:#58a6ff;--accent-green:#3fb950;--accent-red:#f85149;--accent-yellow:#d29922;
--hold:#8b949e;
--c1:#f0883e;--c3:#bc8cff;--c4:#39c5cf;
--c5:#f778ba;--green-rgb:46,160,67;--red-rgb:218,54,51;--blue-rgb:56,139,253}
@media (prefers-color-scheme:light){:root:not([data-theme=dark]){color-scheme:light;
--bg-primary:#fff;--bg-secondary:#f6f8fa;--border-color:#d0d7de;--text-strong:#1f2328;
--text-primary:#24292f;--text-secondary:#57606a;--grid:#e6eaef;--accent-blue:#0969da;
--accent-green:#1a7f37;--accent-red:#cf222e;--accent-yellow:#8a5d00;--hold:#6e7781;
--c1:#bc4c00;--c3:#8250df;--c4:#1b7c83;
--c5:#bf3989;
--green-rgb:74,194,107;--red-rgb:255,129,130;--blue-rgb:84,174,255}}
:root[data-theme=light]{color-scheme:light;
--bg-primary:#fff;--bg-secondary:#f6f8fa;--border-color:#d0d7de;--text-strong:#1f2328;
--text-primary:#24292f;--text-secondary:#57606a;--grid:#e6eaef;--accent-blue:#0969da;
--accent-green:#1a7f37;--accent-red:#cf222e;--accent-yellow:#8a5d00;--hold:#6e7781;
--c1:#bc4c00;--c3:#8250df;--c4:#1b7c83;
--c5:#bf3989;
--green-rgb:74,194,107;--red-rgb:255,129,130;--blue-rgb:84,174,255}
*{box-sizing:border-box}
html{scroll-behavior:smooth;-webkit-text-size-adjust:100%}
body{margin:0 auto;max-width:1400px;padding:0 20px 40px;background:var(--bg-primary);
color:var(--text-primary);font:13px/1.45 Inter,system-ui,-apple-system,"Segoe UI",Roboto,
"Helvetica Neue","DejaVu Sans",sans-serif;font-variant-numeric:tabular-nums}
h1{font-size:20px;line-height:1.2;margin:0;color:var(--text-strong);overflow-wrap:anywhere}
h2{font-size:15px;margin:26px 0 10px;padding-top:14px;border-top:1px solid var(--border-color);
color:var(--text-strong)}
h3{font-size:12px;font-weight:600;margin:0;color:var(--text-secondary)}
i{font-style:normal}
code{font:11.5px/1.4 ui-monospace,"SF Mono",Menlo,Consolas,"DejaVu Sans Mono",monospace;
overflow-wrap:anywhere}
header{display:flex;gap:16px 24px;justify-content:space-between;align-items:center;
flex-wrap:wrap;padding:14px 0 12px}
header>div{min-width:0}
header p{margin:2px 0 0;color:var(--text-secondary)}
nav{display:flex;gap:4px 14px;align-items:center;flex-wrap:wrap}
nav a{color:var(--accent-blue);text-decoration:none}
nav a:hover{text-decoration:underline}
button{font:inherit;color:var(--text-primary);background:var(--bg-secondary);
border:1px solid var(--border-color);border-radius:6px;padding:3px 10px;cursor:pointer}
a:focus-visible,button:focus-visible{outline:2px solid var(--accent-blue);outline-offset:2px}
.banner{margin:0 0 12px;padding:7px 12px;border:1px solid var(--accent-yellow);border-radius:6px;
color:var(--text-primary);background:var(--bg-secondary)}
.banner b{color:var(--accent-yellow);margin-right:8px}
.badge{margin:12px 0 0}
.tiles{display:grid;grid-template-columns:repeat(4,minmax(0,1fr));gap:12px}
.tile{background:var(--bg-secondary);border:1px solid var(--border-color);border-radius:8px;
padding:8px 12px;font-size:12px;min-width:0;overflow-wrap:anywhere}
.tile.open{border-style:dashed}
.tile p{margin:0}
.answers{display:grid;grid-template-columns:repeat(3,minmax(0,1fr));gap:12px}
.card,.fig{margin:0;background:var(--bg-secondary);border:1px solid var(--border-color);
border-radius:8px;padding:11px 14px;min-width:0}
.card{display:flex;flex-direction:column}
.fig.bare{border:0;padding:10px 0 0;background:none;margin-top:auto}
.bare figcaption{margin-bottom:5px;font-size:12px}
.big{margin:1px 0 0;font-size:26px;font-weight:650;line-height:1.25;color:var(--text-strong)}
.say{margin:1px 0 6px;color:var(--text-primary)}
.up{color:var(--accent-green)}.down{color:var(--accent-red)}.warn{color:var(--accent-yellow)}
pre{font:11.5px/1.5 ui-monospace,Menlo,Consolas,"DejaVu Sans Mono",monospace;overflow-x:auto}
table{border-collapse:collapse;width:100%;font-size:12px}
th{font-weight:500;text-align:left;color:var(--text-secondary);padding:2px 8px 2px 0}
td{padding:2px 0 2px 10px;white-space:nowrap}
td:first-child{padding-left:0}
thead th{border-bottom:1px solid var(--border-color);padding:2px 0 4px 10px;white-space:nowrap}
thead th:first-child{padding-left:0}
tbody tr+tr>*{border-top:1px solid var(--grid)}
.n{text-align:right}
.kv td:last-child{color:var(--text-secondary)}
.kv.id td{white-space:normal;color:var(--text-primary)}
.kv.id th{white-space:nowrap;vertical-align:top;width:8em}
.total>*{font-weight:600;color:var(--text-strong)}
.cut td{text-align:center;color:var(--text-secondary);padding:6px}
.checks{list-style:none;margin:0;padding:0;font-size:12px}
.checks li{display:flex;gap:7px;padding:1.5px 0}
.checks b{font-weight:600;color:var(--text-strong)}
.mk{flex:0 0 1em;font-weight:700;text-align:center}
.prov{margin:6px 0 0;color:var(--text-secondary);font-size:11.5px}
.plots{display:grid;grid-template-columns:repeat(2,minmax(0,1fr));gap:12px}
.answers+h2,.answers~.plots{scroll-margin-top:8px}
.wide{grid-column:1/-1}
.note{color:var(--text-secondary);margin:6px 0}
.scroll{overflow-x:auto}
.tall{max-height:460px;overflow-y:auto}
.tall thead th{position:sticky;top:0;background:var(--bg-secondary)}
.plain{margin:4px 0 0;padding-left:18px}
.stats{columns:3;column-gap:28px}
.stats table{break-inside:avoid;margin-bottom:14px;border-top:1px solid var(--border-color)}
.stats td{width:8.5em}
figcaption{display:flex;gap:2px 10px;flex-wrap:wrap;align-items:baseline;margin-bottom:8px}
figcaption b{font-weight:600;color:var(--text-strong)}
.un{color:var(--text-secondary);font-size:12px}
.lg{margin-left:auto;display:flex;flex-wrap:wrap;gap:2px 12px;font-size:12px;
color:var(--text-secondary)}
.lg span{white-space:nowrap}
.k{display:inline-block;width:14px;height:0;border-top:2px solid currentColor;margin-right:5px;
vertical-align:middle}
.k.s{color:var(--accent-blue)}.k.b{color:var(--hold)}.k.hi{color:var(--accent-yellow)}
.k.up{color:var(--accent-green)}.k.dn,.k.dnl{color:var(--accent-red)}
.k.ar{height:9px;width:9px;border:0;background:currentColor}
.k.dt{height:7px;width:7px;border:0;border-radius:50%;background:currentColor}
.k.tr{position:static;transform:none}
.pl{display:grid;grid-template-columns:calc(var(--yw)*.92 + 10px) minmax(0,1fr);
grid-template-rows:var(--h) 18px;font-size:11px;color:var(--text-secondary)}
.ys,.pa,.xs{position:relative}
.ys i{position:absolute;right:8px;transform:translateY(-50%);white-space:nowrap;line-height:1}
.xs{grid-column:2;height:18px}
.xs i{position:absolute;top:5px;transform:translateX(-50%);white-space:nowrap;line-height:1}
.xs .e0{transform:none}.xs .e1{transform:translateX(-100%)}
.pa svg{position:absolute;inset:0;width:100%;height:100%;overflow:visible}
path{fill:none;vector-effect:non-scaling-stroke}
.gr{stroke:var(--grid);stroke-width:1px;shape-rendering:crispEdges}
.ln{stroke-width:1.5px;stroke-linejoin:round;stroke:currentColor}
.thin{stroke-width:1px}
.ln.s,.ar.s,.k.ln.s{color:var(--accent-blue)}.ln.b,.ar.b,.k.ln.b{color:var(--hold)}
.ln.mute,.dt.mute{color:var(--text-secondary)}
.ln.hi,.k.ln.hi{color:var(--accent-yellow)}
.ln.dnl{color:var(--accent-red)}
.ln.faint{color:var(--text-secondary);stroke-opacity:.28}
.ln.wu{color:var(--accent-green);stroke-width:1px}.ln.wd{color:var(--accent-red);stroke-width:1px}
.c0{color:var(--accent-blue)}.c1{color:var(--c1)}.c2{color:var(--accent-green)}
.c3{color:var(--c3)}.c4{color:var(--c4)}.c5{color:var(--c5)}.c6{color:var(--accent-yellow)}
.c7{color:var(--accent-red)}
.ar{fill:currentColor;stroke:none}
.ar.up,.dt.up{color:var(--accent-green)}.ar.dn,.dt.dn{color:var(--accent-red)}
.ar.up,.ar.dn{fill-opacity:.88}
.ar.hi{color:var(--accent-yellow)}
.ar.soft{fill-opacity:.22}
.ar.dd{fill:rgb(var(--red-rgb));fill-opacity:.17}.ar.dd.two{fill-opacity:.28}
.dt{stroke:currentColor;stroke-width:4.5px;stroke-linecap:round;stroke-opacity:.75}
.ru{stroke:var(--text-secondary);stroke-width:1px}
.ru.zero{stroke:var(--text-secondary);stroke-opacity:.7}
.ru.hi{stroke:var(--accent-yellow);stroke-width:1.5px}.k.ru.hi{color:var(--accent-yellow)}
.lb{position:absolute;transform:translate(-50%,2px);font-size:11px;line-height:1.2}
.lb.after{transform:translate(6px,-50%);color:var(--text-primary);white-space:nowrap}
.lb.over{transform:translate(-50%,-115%);color:var(--text-primary);white-space:nowrap}
.lb.rank{color:var(--text-primary);font-weight:600}
.tr{position:absolute;width:9px;height:8px}
.tr.buy{background:var(--accent-blue);clip-path:polygon(50% 0,100% 100%,0 100%);
transform:translate(-50%,3px)}
.tr.sell{background:var(--accent-yellow);clip-path:polygon(0 0,100% 0,50% 100%);
transform:translate(-50%,calc(-100% - 3px))}
.k.tr{border:0;width:9px;height:8px;transform:none}
.heat td,.heat th{text-align:center;padding:4px 2px;border:2px solid var(--bg-secondary)}
.heat td{color:var(--text-strong);border-radius:4px}
.heat:not(.even) td:last-child{font-weight:600}
.heat thead th{padding:2px;border-bottom:2px solid var(--bg-secondary)}
.heat .to{background:rgba(var(--blue-rgb),var(--a))}
.heat .up{background:rgba(var(--green-rgb),var(--a))}
.heat .dn{background:rgba(var(--red-rgb),var(--a))}
.cross{position:absolute;top:0;bottom:0;width:1px;background:var(--text-secondary);
pointer-events:none}
.tip{position:absolute;top:4px;z-index:2;padding:4px 8px;border-radius:6px;pointer-events:none;
white-space:nowrap;color:var(--text-primary);background:var(--bg-primary);
border:1px solid var(--border-color);font-size:11.5px}
@media (max-width:1000px){.stats{columns:2}.answers{grid-template-columns:1fr}
.tiles{grid-template-columns:repeat(2,minmax(0,1fr))}
.plots{grid-template-columns:1fr}}
@media (max-width:600px){body{padding:0 10px 30px;font-size:12.5px}.stats{columns:1}
.card,.fig{padding:10px}.fig.bare{padding:10px 0 0}.mi{display:none}.heat{font-size:10.5px}
.heat td,.heat th{padding:4px 0}
.lg{margin-left:0}}
@page{size:A4;margin:11mm}
@media print{:root,:root:not([data-theme=dark]),:root[data-theme]{color-scheme:light;
--bg-primary:#fff;--bg-secondary:#fff;--border-color:#d0d7de;--text-strong:#1f2328;
--text-primary:#24292f;--text-secondary:#57606a;--grid:#e6eaef;--accent-blue:#0969da;
--accent-green:#1a7f37;--accent-red:#cf222e;--accent-yellow:#8a5d00;--hold:#6e7781;
--c1:#bc4c00;--c3:#8250df;--c4:#1b7c83;
--c5:#bf3989;
--green-rgb:74,194,107;--red-rgb:255,129,130;--blue-rgb:84,174,255}
*{print-color-adjust:exact;-webkit-print-color-adjust:exact}
body{max-width:none;padding:0 1px;font-size:9.5px}nav,.tip,.cross{display:none}
table{font-size:8.5px}.checks{font-size:8.5px}.big{font-size:19px}h1{font-size:16px}
h2{margin:14px 0 8px;break-after:avoid}
.answers{grid-template-columns:repeat(3,minmax(0,1fr));gap:8px}
.plots{grid-template-columns:repeat(2,minmax(0,1fr));gap:8px}.stats{columns:3}
.card,.fig{padding:8px;break-inside:avoid}.fig.bare{padding:6px 0 0}
#metrics,#trades{break-before:page}.stats table{font-size:6.9px;margin-bottom:8px}
.fig.bare figcaption,h3{font-size:9px}
.stats{column-gap:16px}.stats td{width:5.2em;padding-left:5px}.stats th{white-space:nowrap}
.fig:not(.wide) table{font-size:6.6px}
.fig:not(.wide) td,.fig:not(.wide) thead th{padding-left:3px;padding-right:0}
.fig table.heat{font-size:8.5px}
.pl{grid-template-rows:calc(var(--h)*.72) 16px;font-size:8.5px}
.un,.lg,.prov{font-size:8.5px}code{font-size:8px}.lb{font-size:8.5px}
.tall{max-height:none;overflow:visible}.scroll{overflow:visible}
.trades{break-inside:auto}.trades tbody tr:nth-child(n+61){display:none}
.trades table{font-size:6.4px}.trades td,.trades th{padding-left:3px}
.tall thead th{position:static}
.trades::after{content:"On paper: the first 60 rows. All are in trades.csv.";display:block;
color:var(--text-secondary);margin-top:4px}}
)css";

const std::string_view kPageScript = R"js(
(function(){'use strict';
var root=document.documentElement,store=null;
try{store=window.localStorage}catch(e){}
function set(t){root.dataset.theme=t;try{store.setItem('keel-theme',t)}catch(e){}}
var asked=/theme=(dark|light)/.exec(location.hash),kept=null;
try{kept=store.getItem('keel-theme')}catch(e){}
if(asked)root.dataset.theme=asked[1];else if(kept)root.dataset.theme=kept;
document.getElementById('theme').addEventListener('click',function(){
var t=root.dataset.theme||(matchMedia('(prefers-color-scheme:light)').matches?'light':'dark');
set(t==='dark'?'light':'dark')});
function points(path){var n=path.getAttribute('d').match(/-?\d+/g).map(Number),p=[[n[0],n[1]]];
for(var i=2;i+1<n.length;i+=2){var q=p[p.length-1];p.push([q[0]+n[i],q[1]+n[i+1]])}return p}
function near(p,x){var a=0,b=p.length-1;while(b-a>1){var m=(a+b)>>1;if(p[m][0]<=x)a=m;else b=m}
return x-p[a][0]<p[b][0]-x?p[a]:p[b]}
function text(v,f){if(f==='%')return(v*100).toFixed(2)+'%';if(f==='x')return v.toFixed(3)+'x';
return Math.abs(v)<10?v.toFixed(3):v.toLocaleString('en',{maximumFractionDigits:2})}
document.querySelectorAll('.pl[data-x]').forEach(function(pl){
var x=pl.dataset.x.split(',').map(Number),y=pl.dataset.y.split(','),area=pl.querySelector('.pa');
var lo=+y[0],hi=+y[1],log=y[2]==='1',lines=null,tip=null,cross=null;
function clear(){if(tip){tip.remove();cross.remove();tip=cross=null}}
area.addEventListener('pointerleave',clear);
area.addEventListener('pointermove',function(e){
if(!lines)lines=Array.prototype.map.call(area.querySelectorAll('path[data-n]'),function(p){
return{n:p.dataset.n,p:points(p)}});
if(!tip){tip=document.createElement('div');tip.className='tip';cross=document.createElement('div');
cross.className='cross';area.append(cross,tip)}
var r=area.getBoundingClientRect(),s=Math.min(Math.max((e.clientX-r.left)/r.width,0),1);
var d=new Date((x[0]+s*(x[1]-x[0]))*1000).toISOString().slice(0,16).replace('T',' ');
tip.textContent=[d].concat(lines.map(function(l){var q=near(l.p,s*2000),h=1-q[1]/1000;
return l.n+' '+text(log?Math.exp(Math.log(lo)+h*(Math.log(hi)-Math.log(lo))):lo+h*(hi-lo),y[3])
})).join('  ·  ');
cross.style.left=100*s+'%';tip.style.left=s<.5?'calc('+100*s+'% + 8px)':'';
tip.style.right=s<.5?'':'calc('+100*(1-s)+'% + 8px)'})});
})();
)js";

}  // namespace keel::research
