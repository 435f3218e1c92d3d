(function(d){
var root=d.documentElement,all=function(s,e){return [].slice.call((e||d).querySelectorAll(s))};
root.classList.add('js');
function speak(to){
root.setAttribute('data-lang',to);root.lang=to==='en'?'en':'zh-CN';
all('[data-to]').forEach(function(b){b.setAttribute('aria-pressed',b.getAttribute('data-to')===to)});
}
all('[data-to]').forEach(function(b){b.addEventListener('click',function(){speak(b.getAttribute('data-to'))})});
all('[data-print]').forEach(function(b){b.addEventListener('click',function(){window.print()})});
speak(root.getAttribute('data-lang'));
all('table[data-tree]').forEach(function(table){
var body=table.tBodies[0],note=d.querySelector('[data-hidden]'),last=-1,down=true,top={kids:[],depth:-1},path=[top];
all('tr',body).forEach(function(tr,i){
var depth=+tr.getAttribute('data-d'),node={tr:tr,depth:depth,at:i,kids:[],open:true};
while(path[path.length-1].depth>=depth)path.pop();
path[path.length-1].kids.push(node);path.push(node);
});
function walk(node,f,seen){node.kids.forEach(function(k){f(k,seen);walk(k,f,seen&&k.open)})}
function show(){
var hidden=0;
walk(top,function(n,seen){
n.tr.hidden=!seen;if(!seen)hidden++;
if(n.button){n.button.setAttribute('aria-expanded',n.open);n.button.textContent=n.open?'−':'+'}
},true);
if(note){note.hidden=!hidden;all('b',note).forEach(function(b){b.textContent=hidden})}
}
walk(top,function(n){
if(!n.kids.length)return;
var b=n.button=d.createElement('button');b.type='button';b.className='fold';
b.setAttribute('aria-label','展开或收起 / expand or collapse');
b.addEventListener('click',function(){n.open=!n.open;show()});
n.tr.cells[0].insertBefore(b,n.tr.cells[0].firstChild);
},true);
function level(to){walk(top,function(n){n.open=n.depth<to});show()}
all('[data-level]').forEach(function(b){b.addEventListener('click',function(){level(+b.getAttribute('data-level'))})});
function value(n,c){var s=n.tr.cells[c].textContent.replace(/[,%]/g,'').replace('−','-');return s==='–'?null:+s}
all('thead th',table).forEach(function(th,c){
var b=d.createElement('span');b.className='sort';b.tabIndex=0;b.setAttribute('role','button');
while(th.firstChild)b.appendChild(th.firstChild);
th.appendChild(b);
b.addEventListener('keydown',function(e){if(e.key==='Enter'||e.key===' '){e.preventDefault();b.click()}});
b.addEventListener('click',function(){
down=c===last?!down:c>0;last=c;
all('thead th',table).forEach(function(o){o.removeAttribute('aria-sort')});
th.setAttribute('aria-sort',down?'descending':'ascending');
(function sort(node){
node.kids.sort(function(x,y){
if(!c)return down?y.at-x.at:x.at-y.at;
var p=value(x,c),q=value(y,c);
if(p===null||q===null)return p===q?x.at-y.at:p===null?1:-1;
return (down?q-p:p-q)||x.at-y.at;
});
node.kids.forEach(sort);
})(top);
walk(top,function(n){body.appendChild(n.tr)});
});
});
level(+table.getAttribute('data-tree'));
});
})(document);
