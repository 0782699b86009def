import { RelayRun, wecom } from "./tests/support/relay";
const wait = (ms:number)=>new Promise(r=>setTimeout(r,ms));
async function slack413() {
  const r = new RelayRun();
  r.reply = (b) => b.includes("BIG") ? { status: 413, body: "<html>413 Request Entity Too Large</html>" } : { body: "ok" };
  await r.start((s)=>({ a: { type:"slack", key:"a", url:`${s}/services/T1/B1/xyzabcdefghijkl` } }));
  const att = (t:string, n:number)=>({ attachments:[{ title:`[FIRING] ${t} · h · DeepChat`, text:"x".repeat(n) }] });
  const t0=Date.now();
  const big = r.send("a", att("BIG",3000)).then(x=>console.log("big", Date.now()-t0, x.status, x.line));
  await wait(200);
  const small = r.send("a", att("small",10)).then(x=>console.log("small", Date.now()-t0, x.status, x.line));
  await Promise.race([Promise.all([big,small]), wait(16000)]);
  await wait(4000);
  console.log("received", r.received.length, "of them BIG", r.received.filter(x=>x.body.includes("BIG")).length, "small", r.received.filter(x=>x.body.includes("small")).length);
  console.log(r.said); await r.dispose();
}
async function bodies() {
  for (const [name, reply] of Object.entries({ empty:{body:""}, html:{body:"<html>\n<body>登录 portal</body></html>"}, nul:{body:"null"}, arr:{body:"[]"}, num:{body:"0"}, strcode:{body:'{"errcode":"0","errmsg":"ok"}'}, nocode:{body:'{"ok":true}'}, s204:{status:204,body:""}, redir:{status:302,body:"",headers:{location:"http://x/secret"}}, r308loop:{status:308,body:"",headers:{location:"/again"}}, badloc:{status:307,body:"",headers:{location:"http://%%%"}} } as Record<string, any>)) {
    const r = new RelayRun(); r.reply = ()=>reply;
    await r.start((s)=>({ a: { type:"wecom", key:"a", url:`${s}/send?key=aaaaaaaa-bbbb-cccc` } }));
    const x = await r.send("a", wecom("R")); console.log(name, x.status, JSON.stringify(x.line), JSON.stringify(x.text), JSON.stringify(r.said));
    await r.dispose();
  }
}
async function long() {
  const r = new RelayRun();
  const sizes:number[]=[];
  r.reply = (b)=>{ const m=JSON.parse(b); const c=m.markdown?.content ?? JSON.stringify(m); sizes.push(Buffer.byteLength(c)); return Buffer.byteLength(c)>4096?{body:'{"errcode":40058,"errmsg":"markdown.content exceed max length 4096. invalid Request Parameter"}'}:{body:'{"errcode":0}'} };
  await r.start((s)=>({ a: { type:"wecom", key:"a", url:`${s}/send?key=aaaaaaaa-bbbb-cccc` } }));
  const emo = "👩‍👩‍👧‍👦警报🔥".repeat(600);
  console.log("emoji oneline", (await r.send("a", wecom("E", [`**FIRING: ${emo}**\n`]))).status, sizes.at(-1), JSON.parse(r.received.at(-1)!.body).markdown.content.slice(-20));
  console.log("long title", (await r.send("a", { msgtype:"markdown", markdown:{content:`# [FIRING] ${emo}\nabc\n`}})).status, sizes.at(-1));
  console.log("lone surrogates", (await r.send("a", wecom("S",["**x**\n"+"\ud83d".repeat(3000)]))).status, sizes.at(-1));
  console.log("text type", (await r.send("a", {msgtype:"text", text:{content:"报".repeat(3000)}})).status, sizes.at(-1));
  console.log(r.said); await r.dispose();
}
async function abort() {
  const r = new RelayRun(); 
  await r.start((s)=>({ a: { type:"wecom", key:"a", url:`${s}/send?key=aaaaaaaa-bbbb-cccc` } }));
  const net = await import("node:net"); const port = Number(new URL((r as any).base).port);
  for (let i=0;i<3;i++){ const s=net.connect(port,"127.0.0.1"); s.write("POST /a HTTP/1.1\r\nhost: x\r\ncontent-length: 1000\r\n\r\n{\"a\""); await wait(100); s.destroy(); }
  await wait(300); console.log("alive after aborts", await r.get("health"));
  for (const u of ["__proto__","constructor","toString"]) console.log(u, await r.send(u, wecom("x")).then(x=>x.status).catch(e=>String(e)));
  console.log("alive", await r.get("health").catch(e=>String(e)));
  await r.dispose();
}
(async()=>{ const f:any={slack413,bodies,long,abort}; for (const n of process.argv.slice(2)) { console.log("==",n); await f[n](); } process.exit(0); })();
