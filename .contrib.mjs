import { build } from 'vite'; import { brotliCompressSync } from 'node:zlib'; import {minify} from 'rolldown/experimental';
const root=process.cwd()+'/';
const r=await build({configFile:false,root,logLevel:'silent',resolve:{alias:{shelflife:`${root}packages/shelflife/src/index.ts`}},plugins:[{name:'e',resolveId:id=>id==='virtual:e'?'\0virtual:e':undefined,load:id=>id==='\0virtual:e'?"export { createCache } from 'shelflife';":undefined}],build:{write:false,minify:false,target:'es2022',modulePreload:false,rolldownOptions:{input:'virtual:e',output:{format:'es'},preserveEntrySignatures:'strict'}}});
const mods=[r].flat()[0].output[0].modules; const parts=[];
for(const [k,v] of Object.entries(mods)){ if(!v.code) continue; const m=await minify('a.js',v.code,{module:true,mangle:{toplevel:true},compress:false}).catch(e=>({code:v.code})); let code=m.code; parts.push([k.replace(root,'').replace('packages/shelflife/src/',''),code]); }
const size=t=>brotliCompressSync(Buffer.from(t)).length; const all=size(parts.map(p=>p[1]).join('\n')); console.log('all',all);
for(const [k,c] of parts.map(([k,c])=>[k,all-size(parts.filter(p=>p[0]!==k).map(p=>p[1]).join('\n'))]).sort((a,b)=>b[1]-a[1])) if(/stores|platform|idb/.test(k)) console.log(c,k);
