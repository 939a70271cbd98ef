import { execFileSync } from 'node:child_process';
import { readFileSync, readdirSync } from 'node:fs';
import { callGraph, callRefused } from '@lianfang/testing/graph';
const dir='/tmp/masks/state';
export async function attach(): Promise<any> {
  const status = () => JSON.parse(execFileSync('node', ['--disable-warning=ExperimentalWarning','tools/stack/main.ts','--lianfang-stack='+dir,'status','--json'],{ env:{...process.env, LIANFANG_STATE_DIR: dir}, maxBuffer:1<<24, encoding:'utf8'}));
  const started = status();
  const tokens = new Map(started.logins.map(({user,token}: any)=>[user,token]));
  const token=(u:string)=>{ const t=tokens.get(u); if(!t) throw new Error('no '+u); return t; };
  const read=(f:string)=>JSON.parse(readFileSync(dir+'/'+f,'utf8'));
  return { started, token, status: async()=>status(), output:()=>'' , stop: async()=>{},
    call:(user:string,query:string,variables?:any)=>callGraph(started.gateway.graphql,{query,variables,token:token(user) as any,gatewaySecret:null}),
    refused:(user:string,query:string,variables?:any)=>callRefused(started.gateway.graphql,{query,variables,token:token(user) as any,gatewaySecret:null}),
    databaseUrl:(s:string)=>`postgres://postgres:${read('secrets.json').postgresPassword}@127.0.0.1:${read('state.json').ports.postgres}/lianfang_${s}`,
    logs:()=>new Map(readdirSync(dir+'/logs').filter(f=>f.endsWith('.log')).map(f=>[f,readFileSync(dir+'/logs/'+f,'utf8')])) };
}
