// test/crash/kill.js — portal and desk are killed with SIGKILL at random moments while clients write without pause. A
// ledger outside of the program holds what was acknowledged. Afterwards nothing acknowledged may be missing, nothing may
// stand there twice, and the log must be whole.
//
//   node test/crash/kill.js [--kills N] [--seed S]

import { spawn } from "node:child_process";
import { Api, multipart, newId, request } from "../e2e/client.js";
import { Server, pause, until } from "../e2e/server.js";
import { Tally } from "../e2e/tally.js";

const WRITERS = 5;
const FINDERS = 3;
const SUBJECTS = 24;

function option(name, standard) {
    const at = process.argv.indexOf(`--${name}`);
    return at < 0 ? standard : Number(process.argv[at + 1]);
}

const kills = option("kills", 200);
const seed = option("seed", Date.now() % 1000000);

// A small generator, so that a seed gives the same moments again (the machine's own timing stays its own).
let state = BigInt(seed) * 2862933555777941757n + 3037000493n;
function random(limit) {
    state = BigInt.asUintN(64, state * 6364136223846793005n + 1442695040888963407n);
    return Number((state >> 33n) % BigInt(limit));
}

// One role, run without a master: its restart is this test's, so that hundreds of deaths take minutes.
class Role {
    constructor(name, program, args) {
        Object.assign(this, { name, program, args, log: "" });
    }

    start() {
        this.child = spawn(this.program, this.args, { stdio: ["ignore", "pipe", "pipe"] });
        this.gone = new Promise((done) => this.child.once("exit", (code, signal) => done(signal ?? code)));
        for (const stream of [this.child.stdout, this.child.stderr]) {
            stream.on("data", (bytes) => { this.log = (this.log + bytes).slice(-20000); });
        }
    }

    async kill() {
        this.child.kill("SIGKILL");
        const how = await this.gone;
        if (how !== "SIGKILL") throw new Error(`${this.name} had ended before by itself: ${how}\n${this.log}`);
        this.start();
    }

    async stop() {
        this.child.kill("SIGTERM");
        const late = setTimeout(() => this.child.kill("SIGKILL"), 10000);
        await this.gone;
        clearTimeout(late);
    }
}

// Everything that the clients were told is done.
class Ledger {
    messages = new Map(); // report -> texts acknowledged
    sent = 0;
    reports = new Map(); // product acknowledged -> receipt code
    tried = new Set(); // products whose finder got no answer: either way is right
    repeated = 0;
    faults = [];
}

let address = 0;
const nextAddress = () => `127.${10 + ((address >> 16) & 63)}.${(address >> 8) & 255}.${1 + (address++ & 127)}`;

// Sends one command until it is answered; the same key each time, so that it can count once only.
async function writer(number, desk, ledger, run) {
    while (!run.over) {
        const report = run.subjects[random(run.subjects.length)];
        const text = `${number}-${ledger.sent++}`;
        const key = newId();
        for (let tries = 0; ; tries++) {
            try {
                const answer = await desk.send("POST", `/api/v1/reports/${report}/commands/message_finder`,
                    { body: JSON.stringify({ text }), headers: { "Idempotency-Key": key } });
                if (answer.status === 200 || answer.status === 201) {
                    ledger.messages.get(report).push(text);
                    ledger.repeated += JSON.parse(answer.text).repeated ? 1 : 0;
                    break;
                }
                if (answer.status < 500 && answer.status !== 429) ledger.faults.push(`${text}: ${answer.status} ${answer.text}`);
                if (answer.status < 500 && answer.status !== 429) break;
            } catch {
                // dead in the middle of it: ask again
            }
            await pause(20);
        }
        await pause(random(20));
    }
}

// A finder has no key: a report without an answer is begun anew under another name.
async function finder(number, server, ledger, run) {
    for (let n = 0; !run.over; n++) {
        const product = `product-${number}-${n}`;
        const form = multipart({ step: 5, go: "next", kind: "product", product, vulnerability: "kill", guideline_read: "yes" });
        try {
            const answer = await request(`${server.portal}/report`, { method: "POST", body: form.body, headers: { "Content-Type": form.type }, address: nextAddress() });
            const code = answer.text.match(/id="code">\s*([a-z2-7-]+)\s*</)?.[1];
            if (code) ledger.reports.set(product, code);
            else ledger.tried.add(product);
        } catch {
            ledger.tried.add(product);
            await pause(20);
        }
        await pause(30 + random(60));
    }
}

async function makeSubjects(server) {
    for (let i = 0; i < SUBJECTS; i++) {
        const form = multipart({ step: 5, go: "next", kind: "product", product: `subject-${i}`, vulnerability: "v", guideline_read: "yes" });
        const answer = await request(`${server.portal}/report`, { method: "POST", body: form.body, headers: { "Content-Type": form.type }, address: nextAddress() });
        if (!answer.text.includes('id="code"')) throw new Error(`no receipt: ${answer.status}`);
    }
    server.tick();
    const api = new Api(server, "reception1", "reception", nextAddress());
    const { items } = await until("the work list", () => api.get("/api/v1/work"));
    return items.filter((item) => item.type === "report").map((item) => item.id);
}

// The master starts a killed role again, and no role survives its master.
async function checkMaster(server, tally) {
    for (const word of ["role-desk", "todoke-portal"]) {
        const pid = server.childPid(word);
        process.kill(pid, "SIGKILL");
        const next = await until(`another ${word}`, () => { const now = server.childPid(word); return now !== pid && now; });
        tally.check(`${word} was started again`, next > 0);
    }
    await until("the desk", async () => (await request(`${server.desk}/sign-in`)).status === 200);
    const pids = [server.childPid("role-desk"), server.childPid("todoke-portal")];
    server.child.kill("SIGKILL");
    const dead = (pid) => { try { process.kill(pid, 0); return false; } catch { return true; } };
    tally.check("no role survives its master", await until("the end of the roles", () => pids.every(dead)));
}

async function killing(roles, run, server) {
    for (let i = 0; i < kills; i++) {
        const role = roles[random(4) === 0 ? 1 : 0];
        const answers = role === roles[0] ? `${server.desk}/sign-in` : `${server.portal}/report`;
        await until(`${role.name} after kill ${i}\n${role.log}`, async () => (await request(answers, { address: nextAddress() })).status > 0);
        await pause(20 + random(400));
        await role.kill();
        run.killed[role.name]++;
    }
}

async function checkMessages(tally, api, ledger) {
    let lost = 0, doubled = 0, held = 0;
    for (const [report, texts] of ledger.messages) {
        const view = await api.get(`/api/v1/reports/${report}`);
        const counts = new Map();
        for (const { text } of view.messages ?? []) counts.set(text, (counts.get(text) ?? 0) + 1);
        lost += texts.filter((text) => !counts.has(text)).length;
        doubled += [...counts.values()].filter((count) => count > 1).length;
        held += texts.length;
    }
    tally.check(`${held} acknowledged messages are there`, lost === 0 && held > 0, `${lost} lost`);
    tally.check("no message is there twice", doubled === 0, `${doubled} doubled`);
    tally.check("no message was refused", ledger.faults.length === 0, ledger.faults.slice(0, 3).join("\n"));
    return held;
}

async function checkReports(tally, api, ledger) {
    const counts = new Map();
    const { items } = await api.get("/api/v1/work?ended=1");
    for (const item of items.filter((i) => i.type === "report")) {
        const { product } = await api.get(`/api/v1/reports/${item.id}`);
        counts.set(product, (counts.get(product) ?? 0) + 1);
    }
    const lost = [...ledger.reports.keys()].filter((product) => !counts.has(product));
    const doubled = [...counts].filter(([, count]) => count > 1);
    const strange = [...counts.keys()].filter((p) => !p.startsWith("subject-") && !ledger.reports.has(p) && !ledger.tried.has(p));
    tally.check(`${ledger.reports.size} acknowledged reports are there`, lost.length === 0 && ledger.reports.size > 0, lost.slice(0, 5).join(" "));
    tally.check("no report is there twice", doubled.length === 0, JSON.stringify(doubled.slice(0, 5)));
    tally.check("no report came from nowhere", strange.length === 0, strange.slice(0, 5).join(" "));
    const [product, code] = [...ledger.reports].at(-1) ?? [];
    return { product, code };
}

async function main() {
    const tally = new Tally("kill");
    const ledger = new Ledger();
    const server = await Server.begin();
    const run = { over: false, killed: { desk: 0, portal: 0 }, subjects: [] };
    const began = Date.now();
    console.log(`seed ${seed}, ${kills} kills, ${WRITERS + FINDERS} clients`);
    const roles = [];
    try {
        run.subjects = await makeSubjects(server);
        for (const id of run.subjects) ledger.messages.set(id, []);
        await checkMaster(server, tally);
        const desk = new Role("desk", server.program, ["role-desk", "--dir", server.dir]);
        const portal = new Role("portal", `${server.program}-portal`, ["--dir", server.dir]);
        roles.push(desk, portal);
        roles.forEach((role) => role.start());
        await until("the desk", async () => (await request(`${server.desk}/sign-in`)).status === 200);
        const apis = Array.from({ length: WRITERS }, (_, i) => new Api(server, i % 2 ? "reception2" : "reception1", "reception", undefined));
        for (const api of apis) Object.defineProperty(api, "address", { get: nextAddress });
        const clients = apis.map((api, i) => writer(i, api, ledger, run));
        for (let i = 0; i < FINDERS; i++) clients.push(finder(i, server, ledger, run));
        await killing(roles, run, server);
        run.over = true;
        await Promise.all(clients);
        // The last death may have been the desk's: it is asked only when it is back.
        await until("the desk", async () => (await request(`${server.desk}/sign-in`)).status === 200);
        server.tick();
        await checkMessages(tally, apis[0], ledger);
        await checkReports(tally, apis[0], ledger);
        const health = server.health();
        tally.check("the desk is well", !health.failed && !health.locked, JSON.stringify(health));
        await desk.stop();
        await portal.stop();
        const verified = server.run("store", "verify", "--dir", server.dir);
        tally.check("the log is whole and folds to the same twice", verified.includes("the chain holds"), verified);
        console.log(`${run.killed.desk} deaths of the desk, ${run.killed.portal} of the portal, ${ledger.sent} commands sent, `
            + `${ledger.repeated} answered as repeated, ${ledger.tried.size} reports without an answer, ${Math.round((Date.now() - began) / 1000)} s`);
    } finally {
        run.over = true;
        // After a fault the roles still write: they end first, or their directory cannot be removed and hides the fault.
        await Promise.all(roles.map((role) => role.stop()));
        await server.stop();
    }
    return tally.end();
}

process.exit(await main().catch((error) => {
    console.log(`FAILED: ${error.stack}`);
    console.log("kill: 0 passed, 1 failed");
    return 1;
}));
