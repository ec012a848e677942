// test/e2e/pages.js — every address of the desk as everybody, with a cookie, with a token and with neither. The list of
// addresses is the program's own (src/desk/routes.def); a row that is added there is tried here without a line more.

import { readFileSync } from "node:fs";
import { join } from "node:path";
import { handOver, report, Staff } from "./acts.js";
import { Api, multipart, newId, request, Session } from "./client.js";
import { decode } from "./html.js";
import { scriptOf } from "./records.js";
import { root, Server, until } from "./server.js";
import { Tally } from "./tally.js";

const ROW = /^ROUTE\((GET|POST),\s*"([^"]+)",\s*(PERM_\w+),\s*(FORM_\w+)(?:\([^)]*\))?,\s*(\w+),\s*([^)]+)\)$/gm;
const PERSONS = { admin: "admin", reception: "reception1", coordinator: "coordinator1", developer: "taro" };
const FORM = { "Content-Type": "application/x-www-form-urlencoded" };

function rowsOf(tally) {
    const text = readFileSync(join(root, "src/desk/routes.def"), "utf8");
    const rows = [...text.matchAll(ROW)].map(([, method, path, permission, form, handler, flags]) => ({ method, path, permission, form, handler, flags }));
    tally.equal("every row of routes.def is read", rows.length, [...text.matchAll(/^ROUTE\(/gm)].length);
    return rows;
}

// An address of loopback for each request: how often one peer may ask is not what is tried here.
let peers = 0;
const somebody = () => `127.5.${++peers >> 8}.${peers & 255}`;

const ofBrowser = (row) => !["PERM_TOKEN", "PERM_SOCKET"].includes(row.permission);
const addressOf = (row, id) => row.path.replace("{path*}", "app.css").replace("{lang}", "ja").replace("{id}", id).replace("{file}", newId())
    .replace("{command}", "accept_report").replace("{subject}", "reports").replace("{name}", "accept_report");
const cookieOf = (session) => ({ Cookie: [...session.cookies].map(([n, v]) => `${n}=${v}`).join("; ") });
const tokenOf = (page) => page.match(/name="_token" value="([^"]*)"/)?.[1] ?? "";

// What holds for each answer, whatever it says.
function looksSafe(tally, what, answer) {
    const { headers, text } = answer;
    const faults = [];
    const isAsset = /immutable/.test(headers["cache-control"] ?? "");
    if (!isAsset && headers["cache-control"] !== "no-store") faults.push(`Cache-Control ${headers["cache-control"]}`);
    if (headers["x-content-type-options"] !== "nosniff") faults.push("no nosniff");
    if (!/default-src 'none'/.test(headers["content-security-policy"] ?? "") || /unsafe/.test(headers["content-security-policy"])) faults.push("policy");
    if (!/frame-ancestors 'none'/.test(headers["content-security-policy"] ?? "")) faults.push("may be framed");
    for (const cookie of headers["set-cookie"] ?? []) {
        if (!/; HttpOnly/.test(cookie) || !/; SameSite=(Lax|Strict)/.test(cookie) || !/; Path=\//.test(cookie)) faults.push(`cookie ${cookie.split("=")[0]}`);
    }
    // proves HND-14: every page of a training directory says so.
    if (/text\/html/.test(headers["content-type"] ?? "") && !/<aside class="training"[^>]*>.*(【演習】|\[Exercise\])/.test(text)) faults.push("no word of the exercise");
    if (/text\/html/.test(headers["content-type"] ?? "") && /<script(?![^>]* src=)|<style|\sstyle="|\son[a-z]+="|javascript:/i.test(text)) faults.push("inline code");
    tally.check(what, faults.length === 0, `${answer.status}: ${faults.join("; ")}`);
}

// Which status a caller may get where nothing but the row decides.
function permitted(row, role) {
    if (row.permission === "PERM_SOCKET") return [404];
    if (row.permission === "PERM_TOKEN") return [401];
    if (row.permission === "PERM_ANYONE") return row.method === "GET" ? [200, 303, 401, 404] : [403];
    if (!role) return [401, 403];
    if (row.permission === "PERM_ADMIN" && role !== "admin") return [403];
    return row.method === "GET" ? [200, 303, 404, 409, 403, 422] : [403];
}

// Every row as nobody and as each role: without token a POST does nothing, and no answer lacks its headers.
async function everyRow(stage, rows) {
    const { tally, server, sessions, ids } = stage;
    for (const row of rows) {
        tally.row(`${row.method} ${row.path}`);
        tally.check("a POST with a cookie needs a token", row.method === "GET" || !ofBrowser(row) || /ROUTE_CSRF/.test(row.flags));
        for (const [role, session] of [[null, null], ...Object.entries(sessions)]) {
            const id = row.path.startsWith("/case") ? ids.case : row.path.startsWith("/accounts") ? newId() : ids.report;
            const headers = { ...(session ? cookieOf(session) : {}), ...(row.method === "POST" ? FORM : {}) };
            const answer = await request(server.desk + addressOf(row, id), { method: row.method, headers, body: row.method === "POST" ? "a=b" : undefined, address: somebody() });
            const who = role ?? "nobody";
            tally.check(`as ${who}`, permitted(row, role).includes(answer.status), `${answer.status}`);
            looksSafe(tally, `headers as ${who}`, answer);
            if (row.method === "POST" && ofBrowser(row) && session) await forged(stage, row, addressOf(row, id), session);
        }
        await wrongKey(stage, row);
    }
}

// A form of somebody else's site, even with the right token.
async function forged({ tally, server }, row, path, session) {
    const body = new URLSearchParams({ _token: tokenOf(session.page) }).toString();
    for (const other of [{ Origin: "https://other.example" }, { Origin: "null" }, { "Sec-Fetch-Site": "cross-site" }, { "Sec-Fetch-Site": "same-site" }]) {
        const answer = await request(server.desk + path, { method: "POST", headers: { ...cookieOf(session), ...FORM, ...other }, body, address: somebody() });
        tally.equal(`from ${Object.values(other)[0]}`, answer.status, 403);
    }
}

// A bearer token opens no page, and a cookie no row of the interface.
async function wrongKey({ tally, server, token, ids }, row) {
    if (!ofBrowser(row) || /ROUTE_API/.test(row.flags)) return;
    const headers = { Authorization: `Bearer ${token}`, ...(row.method === "POST" ? FORM : {}) };
    const answer = await request(server.desk + addressOf(row, ids.report), { method: row.method, headers, body: row.method === "POST" ? "a=b" : undefined, address: somebody() });
    tally.equal("a token on a page", answer.status, 400);
}

// proves CON-08: what is foreign and what does not exist are the same bytes.
async function foreignEqualsUnknown({ tally, server, sessions, ids }) {
    tally.row("foreign equals unknown");
    const unknown = newId();
    const shape = (answer, id) => JSON.stringify([answer.status, Object.entries(answer.headers).filter(([n]) => n !== "date"), answer.text.replaceAll(id, "ID")]);
    for (const role of ["developer", "admin"]) {
        const session = sessions[role];
        const get = (path) => request(server.desk + path, { headers: cookieOf(session), address: somebody() });
        const post = (path) => request(server.desk + path, { method: "POST", body: new URLSearchParams({ _token: tokenOf(session.page), _submission: newId() }).toString(),
            headers: { ...cookieOf(session), ...FORM, Origin: server.desk }, address: somebody() });
        const file = newId();
        const calls = [(id) => get(`/case/${id}`), (id) => get(`/report/${id}`), (id) => get(`/case/${id}/advisory`), (id) => get(`/case/${id}/preview`), (id) => get(`/case/${id}/draft`), (id) => get(`/case/${id}/print`),
            (id) => get(`/case/${id}/file/${file}`), (id) => get(`/report/${id}/file/${file}`), (id) => get(`/case/${id}/do/report_result`),
            (id) => get(`/report/${id}/do/accept_report`), (id) => post(`/case/${id}/do/report_result`), (id) => post(`/report/${id}/do/accept_report`), (id) => post(`/case/${id}/advisory`)];
        for (const [i, call] of calls.entries()) {
            const answer = await call(unknown);
            tally.check(`${role}, call ${i + 1} is refused`, [403, 404].includes(answer.status), `${answer.status}`);
            for (const known of [ids.case, ids.report]) tally.equal(`${role}, call ${i + 1}`, shape(await call(known), known), shape(answer, unknown));
        }
        // A file that exists, of a report that is not one's own.
        const real = await get(`/report/${ids.report}/file/${ids.file}`);
        tally.equal(`${role}, a real file`, shape(real, ids.file).replaceAll(ids.report, "R"), shape(await get(`/report/${ids.report}/file/${file}`), file).replaceAll(ids.report, "R"));
    }
}

// A session gets a new name with each step, and an old name opens nothing.
async function sessionIsRenewed({ tally, server }) {
    tally.row("session");
    const s = new Session(server, "127.4.0.5");
    const account = server.accounts.hanako;
    const name = "todoke-session";
    s.cookies.set(name, "a".repeat(52));
    await s.get("/sign-in");
    await s.post("/sign-in", { login: account.login, password: account.password });
    const pending = s.cookies.get(name);
    tally.check("a name that was brought along is not taken over", pending !== "a".repeat(52));
    const early = await request(server.desk, { headers: cookieOf(s), address: somebody() });
    tally.equal("the password alone opens nothing", early.status, 401);
    await s.post("/sign-in/code", { _code: server.code(account.secret) });
    const active = s.cookies.get(name);
    tally.check("the second factor gives a new name", active !== pending);
    const stale = await request(server.desk, { headers: { Cookie: `${name}=${pending}` }, address: somebody() });
    tally.equal("the name of the first step opens nothing", stale.status, 401);
    const inside = cookieOf(s);
    tally.equal("the new one does", (await request(`${server.desk}/`, { headers: inside, address: somebody() })).status, 200);
    await s.get("/");
    await s.post("/sign-out", {});
    tally.equal("not after the sign-out", (await request(`${server.desk}/`, { headers: inside, address: somebody() })).status, 401);
}

async function guessesWait({ tally, server }) {
    tally.row("guesses");
    const s = new Session(server, "127.4.0.6");
    await s.get("/sign-in");
    const known = [];
    const unknown = [];
    for (let i = 0; i < 7; i++) {
        await s.get("/sign-in");
        known.push(await s.post("/sign-in", { login: "midori", password: `wrong ${i}` }));
    }
    tally.check("the seventh wrong password has to wait", known[6].status === 429 && Number(known[6].headers["retry-after"]) > 0, known.map((a) => a.status).join(" "));
    const other = new Session(server, "127.4.0.7");
    for (let i = 0; i < 2; i++) {
        await other.get("/sign-in");
        unknown.push(await other.post("/sign-in", { login: "nobody-here", password: `wrong ${i}` }));
    }
    const sentence = (answer) => answer.text.match(/class="notice[^"]*error[^>]*>(.*?)<\/div>/s)?.[1] ?? answer.text.match(/role="alert"[^>]*>(.*?)<\/div>/s)?.[1];
    tally.check("a wrong password has a sentence", Boolean(sentence(known[0])));
    tally.equal("it does not tell whether the name exists", [unknown[0].status, sentence(unknown[0])], [known[0].status, sentence(known[0])]);
}

// A form that was loaded before a restart does nothing, and loses nothing: it comes back with every text and a new token.
async function staleFormIsKept({ tally, server, sessions, ids }) {
    tally.row("stale form");
    const session = sessions.reception;
    const typed = "（演習）長い文章 <b>&";
    const path = `/report/${ids.report}/do/message_finder`;
    const post = (body, headers) => request(server.desk + path, { method: "POST", headers: { ...cookieOf(session), ...FORM, ...headers }, body: new URLSearchParams(body).toString(), address: somebody() });
    const stale = { _token: "a".repeat(52), _submission: newId(), text: typed, _code: "123456" };
    const { events } = server.health();
    const kept = await post(stale, { Origin: server.desk });
    const hidden = Object.fromEntries([...kept.text.matchAll(/<input type="hidden" name="([^"]*)" value="([^"]*)"/g)].map(([, name, value]) => [name, decode(value)]));
    tally.equal("it is refused with what was typed", [kept.status, hidden.text, hidden._submission, hidden._code], [403, typed, stale._submission, undefined]);
    tally.equal("a caller that does not say where the form stood gets nothing back", (await post(stale, {})).text.includes("長い文章"), false);
    tally.equal("nor does another site", (await post(stale, { Origin: "https://other.example" })).text.includes("長い文章"), false);
    const signedOut = (headers) => post(stale, { Cookie: "", ...headers });
    tally.check("over a session that ended it is kept too", (await signedOut({ Origin: server.desk })).text.includes('name="_keep.text"'));
    const told = await signedOut({});
    tally.equal("not for one who does not say where the form stood", [told.status, told.text.includes("長い文章")], [403, false]);
    tally.equal("nothing was done", server.health().events, events);
    const sent = await post(hidden, { Origin: server.desk });
    tally.equal("sent again, it is done", [sent.status, server.health().events > events], [303, true]);
}

async function redirectsStayHere({ tally, server }) {
    tally.row("redirects");
    for (const back of ["//other.example", "/%09/other.example", "/%5Cother.example", "https://other.example", "/%0d%0aX-A:b", "/%0a/other.example", "javascript:x", "", "/%E3%81%82"]) {
        const answer = await request(`${server.desk}/language/en?back=${back}`, { address: somebody() });
        tally.equal(`back=${back}`, [answer.status, answer.headers.location], [303, "/"]);
    }
    const here = await request(`${server.desk}/language/en?back=%2Fsearch%3Fq%3D%25E3%2581%2582`, { address: somebody() });
    tally.equal("back to one's page", here.headers.location, "/search?q=%E3%81%82");
}

async function errorsSpeakBoth({ tally, server }) {
    tally.row("error pages");
    const { desk, portal } = server;
    for (const lang of ["ja", "en"]) {
        const prefix = lang === "en" ? "/en" : "";
        const cases = [[`${desk}/nothing-here`, {}, 404], [`${desk}/sign-out`, {}, 405], [desk, { Authorization: "Bearer x" }, 400],
            [`${portal}${prefix}/nothing-here`, {}, 404], [`${portal}${prefix}/receipt/answer`, {}, 405]];
        for (const [url, headers, status] of cases) {
            const answer = await request(url, { headers: { "Accept-Language": lang, ...headers }, address: somebody() });
            tally.equal(`${new URL(url).pathname} in ${lang}`, [answer.status, answer.text.match(/<html lang="(..)"/)?.[1]], [status, lang]);
            looksSafe(tally, `${new URL(url).pathname} in ${lang}: headers`, answer);
        }
    }
}

// The receipt code is a secret: no address ever holds it, and it opens by POST only.
async function receiptIsSecret({ tally, server, play }) {
    tally.row("receipt");
    const ask = (path, options) => request(server.portal + path, { address: play.address, ...options });
    const get = await ask(`/receipt?code=${play.receipt}`);
    tally.check("GET opens nothing", get.status === 200 && !get.text.includes(play.script.product) && !get.text.includes(play.receipt));
    const page = await ask("/receipt", { method: "POST", headers: FORM, body: new URLSearchParams({ code: play.receipt }).toString() });
    tally.check("POST does", page.status === 200 && page.text.includes(play.script.product), `${page.status}`);
    tally.check("no address holds it", ![...page.text.matchAll(/(?:href|action|src)="([^"]*)"/g)].some(([, url]) => url.includes(play.receipt)));
    tally.equal("the page is kept nowhere", [page.headers["cache-control"], page.headers["set-cookie"]], ["no-store", undefined]);
    const shape = (a) => JSON.stringify([a.status, a.text.replace(/value="[^"]*"/g, "")]);
    const wrong = await ask("/receipt", { method: "POST", headers: FORM, body: "code=nonsense" });
    const other = await ask("/receipt", { method: "POST", headers: FORM, body: new URLSearchParams({ code: play.receipt.replace(/^./, (c) => (c === "a" ? "b" : "a")) }).toString() });
    // proves CON-08: receipts.
    tally.equal("a mistyped code and one that opens nothing", shape(wrong), shape(other));
}

// With the receipt alone: a form sent twice is one report, consents change one by one, a withdrawal arrives, and the end of
// the non-disclosure request is a closed door with its reason.
async function receiptSteps({ tally, server, staff }) {
    tally.row("receipt: the finder's steps");
    const address = "127.5.200.1";
    const page = await request(`${server.portal}/report`, { address });
    const form = page.text.match(/name="form" value="([a-z2-7-]{34})"/)?.[1];
    const fields = { step: 5, go: "next", form, kind: "product", product: "二重送信の見本", vulnerability: "（演習）", guideline_read: "yes" };
    // proves ACT-04: the finder reads which public notice defines the scope, and whose it is.
    const last = multipart({ ...fields, step: 4 });
    const check = await request(`${server.portal}/report`, { method: "POST", body: last.body, headers: { "Content-Type": last.type }, address });
    tally.check("the notice and its owner", check.text.includes("平成29年経済産業省告示第19号, 経済産業省"), `${check.status}`);
    const waiting = async () => (await staff.reception.get("/api/v1/work")).items.filter((item) => item.title?.ja === "二重送信の見本");
    const codes = [];
    for (let i = 0; i < 2; i++) {
        const body = multipart(fields);
        const sent = await request(`${server.portal}/report`, { method: "POST", body: body.body, headers: { "Content-Type": body.type }, address });
        codes.push(sent.text.match(/id="code">\s*([a-z2-7-]+)\s*</)?.[1]);
    }
    tally.equal("the same form shows the same receipt", codes, [form, form]);
    const [report] = await until("the report", async () => ((await waiting()).length > 0 ? waiting() : undefined));
    const post = (path, more) => request(server.portal + path, { method: "POST", headers: FORM, body: new URLSearchParams({ code: form, ...more }).toString(), address: somebody() });
    const opened = await until("the reply", async () => { const a = await post("/receipt", {}); return a.status === 200 ? a : undefined; });
    // proves FND-02 TIM-08: the control is there, inactive, with its reason.
    tally.check("the release is a closed door", !/action="\/receipt\/release"/.test(opened.text));
    await staff.reception.command(`reports/${report.id}`, "accept_report", {});
    const accepted = await until("the acceptance", async () => { const a = await post("/receipt", {}); return /aria-disabled="true"/.test(a.text) ? a : undefined; });
    tally.check("with its reason", /class="why">/.test(accepted.text));
    tally.equal("and nothing goes through it", (await post("/receipt/release", { reason: "x" })).status, 422);
    // proves FND-07: each consent by itself, with the receipt alone.
    tally.equal("nothing changed", (await post("/receipt/consents", { named: "no" })).status, 422);
    tally.equal("one consent", (await post("/receipt/consents", { named: "yes", tell_developer: "no", credit_name: "" })).status, 200);
    const view = () => staff.reception.get(`/api/v1/reports/${report.id}`);
    const changed = await until("the change", async () => { const v = await view(); return v.named ? v : undefined; });
    tally.equal("the others stay", [changed.tell_developer, changed.direct_contact], [undefined, undefined]);
    const shown = (await post("/receipt", {})).text.match(/name="_form" value="([a-z2-7]{26})"/)?.[1];
    for (let i = 0; i < 2; i++) tally.equal("asked to withdraw", (await post("/receipt/withdraw", { _form: shown, reason: "（演習）取下げ" })).status, 200);
    const asked = await until("the withdrawal", async () => { const v = await view(); return v.withdrawal_us ? v : undefined; });
    tally.equal("with its reason told", asked.withdrawal_reason, "（演習）取下げ");
    tally.equal("one report in all", (await waiting()).length, 1);
    tally.equal("a code that opens nothing", (await post("/receipt/withdraw", { code: "nonsense" })).status, 404);
}

async function behindTls(tally) {
    tally.row("behind TLS");
    const server = await Server.begin({ settings: { desk_url: "https://desk.example" } });
    try {
        const answer = await request(`${server.desk}/sign-in`, { address: somebody() });
        const cookies = answer.headers["set-cookie"] ?? [];
        tally.check("cookies are bound to the host", cookies.length > 0 && cookies.every((c) => c.startsWith("__Host-") && /; Secure/.test(c) && !/Domain/.test(c)), cookies.join(" "));
        const body = new URLSearchParams({ _token: tokenOf(answer.text), login: "x", password: "y" }).toString();
        const post = (origin) => request(`${server.desk}/sign-in`, { method: "POST", body, headers: { ...FORM, Origin: origin, Cookie: cookies[0].split(";")[0] }, address: somebody() });
        tally.equal("our origin, with no such account", (await post("https://desk.example")).status, 403);
        tally.check("it was the password that was wrong", /name="password"/.test((await post("https://desk.example")).text));
        tally.check("another scheme is another site", !/name="password"/.test((await post(server.desk)).text));
    } finally {
        await server.stop();
    }
}

async function begin(tally) {
    const server = await Server.begin();
    const stage = { tally, server, sessions: {}, ids: {} };
    const { groups } = JSON.parse(readFileSync(join(root, "test/e2e/invented.json"), "utf8"));
    const staff = new Staff(server);
    stage.staff = staff;
    stage.play = { index: 0, script: scriptOf(groups[0]), group: groups[0] };
    await report(staff, stage.play);
    await handOver(staff, stage.play);
    const view = await staff.reception.get(`/api/v1/reports/${stage.play.report}`);
    stage.ids = { report: stage.play.report, case: stage.play.case, file: view.files[0].id ?? view.files[0] };
    stage.token = new Api(server, "reception1", "reception", "127.4.0.3").token;
    for (const [i, [role, login]] of Object.entries(PERSONS).entries()) {
        stage.sessions[role] = new Session(server, `127.4.1.${i + 1}`);
        await stage.sessions[role].signIn(server.accounts[login]);
        await stage.sessions[role].get("/me");
    }
    return stage;
}

async function main() {
    const tally = new Tally("pages");
    let stage;
    try {
        stage = await begin(tally);
        const { events } = stage.server.health();
        await everyRow(stage, rowsOf(tally));
        await foreignEqualsUnknown(stage);
        tally.equal("none of this wrote an event", stage.server.health().events, events);
        await staleFormIsKept(stage);
        await redirectsStayHere(stage);
        await errorsSpeakBoth(stage);
        await receiptIsSecret(stage);
        await receiptSteps(stage);
        await sessionIsRenewed(stage);
        await guessesWait(stage);
        await behindTls(tally);
    } catch (error) {
        tally.check("the walk comes to its end", false, `${error.stack}\n${stage?.server.log.slice(-2000) ?? ""}`);
    } finally {
        await stage?.server.stop();
    }
    process.exitCode = tally.end();
}

await main();
