import { build } from 'vite'; import {writeFileSync} from 'node:fs'; import { brotliCompressSync } from 'node:zlib';
const root=process.cwd()+'/';
const r=await build({configFile:false,root,logLevel:'silent',resolve:{alias:{shelflife:`${root}packages/shelflife/src/index.ts`}},plugins:[{name:'e',resolveId:id=>id==='virtual:e'?'\0virtual:e':undefined,load:id=>id==='\0virtual:e'?"export { createCache } from 'shelflife';":undefined}],build:{write:false,minify:true,target:'es2022',modulePreload:false,rolldownOptions:{input:'virtual:e',output:{format:'es'},preserveEntrySignatures:'strict'}}});
const t=[r].flat()[0].output.map(c=>c.code??'').join('\n'); writeFileSync(process.argv[2],t); console.log(t.length, brotliCompressSync(Buffer.from(t)).length);
const mods=[r].flat()[0].output[0].modules; for(const [k,v] of Object.entries(mods).sort((a,b)=>b[1].renderedLength-a[1].renderedLength)) console.log(v.renderedLength, k.replace(root,''));
