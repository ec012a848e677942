// test/e2e/mail.js — letters with a real mail server: delivered, refused, returned, held back while the server is away, and
// the way back by `todoke mail import`. Nothing here leaves loopback.

import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { handOver, report, Staff } from "./acts.js";
import { Post } from "./post.js";
import { scriptOf } from "./records.js";
import { pause, root, Server, until } from "./server.js";
import { Tally } from "./tally.js";

const MINUTES = 60 * 1000;

const bodyOf = (text) => Buffer.from(text.split(/\r?\n\r?\n/).slice(1).join(""), "base64").toString("utf8");
const headOf = (text, name) => text.match(new RegExp(`^${name}: (.*(?:\\r?\\n[ \\t].*)*)`, "mi"))?.[1] ?? "";

async function lettersOf({ staff, play }) {
    return (await staff.coordinator.get(`/api/v1/cases/${play.case}/letters`)).letters;
}

const to = (letters, address) => letters.filter((l) => l.address === address);

// Moves the law's clock behind the delay and lets the desk hand over what is due.
function passDelay({ server }) {
    server.advanceTo(server.nowMs + 6 * MINUTES);
    server.tick();
}

// The number of events once nothing is under way any more.
async function quiet(server) {
    let before = -1;
    await until("quiet", async () => {
        const now = server.health().events;
        const same = now === before;
        before = now;
        if (!same) await pause(2000);
        return same;
    });
    return before;
}

async function developer({ staff }, name, contact) {
    const made = await staff.admin.command("parties", "register_party", {
        kind: "developer",
        name: { ja: name },
        registration: "general",
        contact,
    });
    return made.id;
}

async function disclose({ staff, play }, party) {
    await staff.coordinator.commandOfTwo(`cases/${play.case}`, "disclose_detail", { party }, {
        secret: staff.secret(staff.coordinator),
        second: staff.second,
        secondSecret: staff.secret(staff.second),
    });
}

// SEC-24: it waits some minutes; then each recipient gets its own, with number, link and contact and nothing else.
async function delivered(stage) {
    const { tally, post, play } = stage;
    tally.row("delivered");
    await disclose(stage, stage.hanako);
    const waiting = to(await lettersOf(stage), "psirt@hanako.example");
    tally.equal("one letter waits", [waiting.length, waiting[0]?.result], [1, "queued"]);
    tally.equal("nothing was sent at once", post.box("psirt@hanako.example").length, 0);
    passDelay(stage);
    const [mail] = await until("the letter", () => post.box("psirt@hanako.example").length && post.box("psirt@hanako.example"));
    await until("its record", async () => to(await lettersOf(stage), "psirt@hanako.example")[0].result === "handed_over");
    const body = bodyOf(mail.text);
    tally.check("it bears the number", body.includes(play.number));
    tally.check("it leads to the case", body.includes(`${stage.server.desk}/case/${play.case}`));
    // proves SEC-07 TIM-14: whom to ask stands in what arrives.
    tally.check("it shows whom to ask, with the hours", /desk@coordinator\.example/.test(body) && /9:00-18:00/.test(body) && /FAX/.test(body));
    // proves HND-14: a mail of an exercise says so.
    tally.check("it says that it is an exercise", body.includes("【演習】"));
    for (const secret of [play.script.doc.title.ja, play.script.product, play.script.vendor])
        tally.check(`it is silent about ${secret}`, !mail.text.includes(secret) && !body.includes(secret));
    // proves CON-06: one recipient each.
    tally.equal("it names one recipient", headOf(mail.text, "To").trim(), "<psirt@hanako.example>");
    tally.equal("it is marked as a program's", headOf(mail.text, "Auto-Submitted").trim(), "auto-generated");
    tally.equal("the text stands in the log as it was sent", to(await lettersOf(stage), "psirt@hanako.example")[0].text.trim(), body.replaceAll("\r\n", "\n").trim());
    stage.letter = mail;
}

// proves HND-08: a refusal of the recipient is a bounce, and so is a delivery report that comes later.
async function refusedAndReturned(stage) {
    const { tally, post, server, staff, play } = stage;
    tally.row("refused and returned");
    await disclose(stage, await developer(stage, "演習 宛先不明", "gone@bounced.example"));
    await disclose(stage, await developer(stage, "演習 あとで不達", "late@bounced.example"));
    passDelay(stage);
    const gone = await until("the refusal", async () => to(await lettersOf(stage), "gone@bounced.example").find((l) => l.result === "bounced"));
    tally.check("it says what the server said", /^550/.test(gone.detail ?? ""), gone.detail);
    await until("the acceptance", async () => to(await lettersOf(stage), "late@bounced.example")[0].result === "handed_over");
    await until("the delivery report", () => post.box("todoke@coordinator.example").length > 0);
    const said = server.run("mail", "import", "--dir", server.dir, "--folder", post.folder("todoke@coordinator.example"));
    tally.check("the import says how many", /^1 taken in/.test(said), said);
    tally.equal("the mailbox is empty", post.box("todoke@coordinator.example").length, 0);
    await until("the bounce", async () => to(await lettersOf(stage), "late@bounced.example")[0].result === "bounced");
    const { items } = await staff.coordinator.get("/api/v1/work");
    tally.equal("it is work of the day", items.find((i) => i.id === play.case)?.next, "settle_letter");
}

// The server is away: nothing is lost and nothing doubled.
async function heldBack(stage) {
    const { tally, post, staff, play, server } = stage;
    tally.row("held back");
    const before = post.box("psirt@hanako.example").length;
    await post.down();
    await staff.coordinator.command(`cases/${play.case}`, "set_date", { at: "2026-04-08T12:00:00+09:00", reason: "（演習）得られた情報に基づく" });
    passDelay(stage);
    await until("the log line", () => /mail_server/.test(server.log));
    tally.check("the letters still wait", to(await lettersOf(stage), "psirt@hanako.example").some((l) => l.result === "queued"));
    await post.up();
    await until("the letters", async () => to(await lettersOf(stage), "psirt@hanako.example").every((l) => l.result === "handed_over"), 60000);
    tally.equal("one letter more, once", post.box("psirt@hanako.example").length, before + 1);
    const ids = post.box("psirt@hanako.example").map((m) => headOf(m.text, "Message-ID"));
    tally.equal("no Message-ID twice", new Set(ids).size, ids.length);
}

// proves HND-10: the answer finds its case by the address that the letter asked it to be sent to.
async function answered(stage) {
    const { tally, post, server } = stage;
    tally.row("answered");
    const reply = headOf(stage.letter.text, "Reply-To").trim();
    tally.check("the letter bears an address of its own", /^<todoke\+[a-z2-7]{26}@coordinator\.example>$/.test(reply), reply);
    post.send("psirt@hanako.example", `From: psirt@hanako.example\nTo: ${reply}\nSubject: Re: the letter\n\nWe look into it.\n`);
    await until("the answer", () => post.box("todoke@coordinator.example").length > 0);
    server.run("mail", "import", "--dir", server.dir, "--folder", post.folder("todoke@coordinator.example"));
    const mark = reply.match(/\+([a-z2-7]{26})@/)[1];
    await until("the return of the second letter", async () => {
        server.run("mail", "import", "--dir", server.dir, "--folder", post.folder("todoke@coordinator.example"));
        return to(await lettersOf(stage), "late@bounced.example").every((l) => l.result === "bounced");
    });
    await until("the filing", async () => (await lettersOf(stage)).find((l) => l.letter === mark)?.result === "answered");
    post.send("stranger@taro.example", `From: stranger@taro.example\nTo: todoke@coordinator.example\nSubject: about ${stage.play.number}\n\nTell me more.\n`);
    await until("the stranger's mail", () => post.box("todoke@coordinator.example").length > 0);
    const events = await quiet(server);
    server.run("mail", "import", "--dir", server.dir, "--folder", post.folder("todoke@coordinator.example"));
    server.tick();
    tally.equal("a stranger with the right number is not filed", server.health().events, events);
}

const sop = (args, input) => execFileSync("sqop", args, { input, encoding: "utf8" });

// A developer's own machine: its keys lie in a folder that is removed at the end.
class Machine {
    constructor() {
        this.folder = mkdtempSync(join(tmpdir(), "todoke-openpgp-"));
    }
    keep(name, text) {
        const path = join(this.folder, name);
        writeFileSync(path, text, { mode: 0o600 });
        return path;
    }
    fingerprint(path) {
        const told = execFileSync("gpg", ["--batch", "--no-options", "--no-keyring", "--trust-model", "always", "--lock-never", "--homedir", "/usr",
            "--with-colons", "--show-keys", path], { encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] });
        return told.match(/^fpr:+([0-9A-F]{40,64}):/m)[1];
    }
    end() {
        rmSync(this.folder, { recursive: true });
    }
}

// proves SEC-05: a real server carries an encrypted letter, whose holder alone reads it; the encrypted answer is opened here.
async function encrypted(stage) {
    const { tally, post, server, staff, play } = stage;
    const machine = new Machine();
    tally.row("encrypted");
    try {
        const office = machine.keep("office.cert", server.run("mail", "key", "make", "--dir", server.dir));
        const key = machine.keep("maker.key", sop(["generate-key", "Maker <report@hanako.example>"]));
        const certificate = sop(["extract-cert"], readFileSync(key));
        const party = await developer(stage, "演習 暗号", "report@hanako.example");
        await staff.coordinator.command(`parties/${party}`, "register_key", { key: certificate.trim() });
        await staff.coordinator.commandOfTwo(`parties/${party}`, "confirm_key",
            { fingerprint: machine.fingerprint(machine.keep("maker.cert", certificate)), means: "telephone", with_whom: "演習 花子" },
            { secret: staff.secret(staff.coordinator), second: staff.second, secondSecret: staff.secret(staff.second) });
        await disclose(stage, party);
        passDelay(stage);
        const [mail] = await until("the letter", () => post.box("report@hanako.example").length && post.box("report@hanako.example"));
        tally.equal("its subject tells nothing", headOf(mail.text, "Subject").trim(), "=?UTF-8?B?Li4u?=");
        tally.check("its number is not on the way", !mail.text.includes(play.number));
        const armored = mail.text.match(/-----BEGIN PGP MESSAGE-----[^]*-----END PGP MESSAGE-----\n?/)[0];
        const signed = join(machine.folder, "signed");
        const inner = sop(["decrypt", "--verify-with", office, "--verifications-out", signed, "--", key], armored);
        tally.check("its holder reads the number", bodyOf(inner).includes(play.number));
        tally.check("it is signed by the office", readFileSync(signed, "utf8").length > 40);
        await until("its record", async () => to(await lettersOf(stage), "report@hanako.example")[0].protection === "encrypted");
        const reply = headOf(mail.text, "Reply-To").trim();
        const answer = sop(["encrypt", "--sign-with", key, "--", office], "Content-Type: text/plain; charset=utf-8\n\nSECRET-ANSWER\n");
        post.send("report@hanako.example", `From: report@hanako.example\nTo: ${reply}\nSubject: ...\nContent-Type: multipart/encrypted; `
            + `protocol="application/pgp-encrypted"; boundary=b\n\n--b\nContent-Type: application/pgp-encrypted\n\nVersion: 1\n\n--b\n`
            + `Content-Type: application/octet-stream\n\n${answer}\n--b--\n`);
        await until("the answer", () => post.box("todoke@coordinator.example").length > 0);
        server.run("mail", "import", "--dir", server.dir, "--folder", post.folder("todoke@coordinator.example"));
        await until("the filing", async () => to(await lettersOf(stage), "report@hanako.example")[0].result === "answered");
        tally.check("the log of the program is silent about it", !server.log.includes("SECRET-ANSWER"));
    } finally {
        machine.end();
    }
}

async function main() {
    const tally = new Tally("mail");
    const stage = { tally };
    try {
        stage.post = await Post.begin();
        stage.server = await Server.begin({ settings: { smtp_url: stage.post.url, openpgp_backend: "sqop" } });
        stage.staff = new Staff(stage.server);
        const { groups } = JSON.parse(readFileSync(join(root, "test/e2e/invented.json"), "utf8"));
        stage.play = { index: 0, group: {}, script: scriptOf(groups[0]) };
        await report(stage.staff, stage.play);
        await handOver(stage.staff, stage.play);
        const { items } = await stage.staff.coordinator.get("/api/v1/parties").catch(() => ({ items: [] }));
        stage.hanako = items.find((p) => /hanako|ハナコ/i.test(JSON.stringify(p)))?.id ?? (await developer(stage, "演習 ハナコ", "psirt@hanako.example"));
        await delivered(stage);
        await refusedAndReturned(stage);
        await heldBack(stage);
        await answered(stage);
        await encrypted(stage);
    } catch (error) {
        tally.check("the walk comes to its end", false, `${error.stack}\n${stage.server?.log.slice(-3000) ?? ""}`);
    } finally {
        await stage.server?.stop();
        await stage.post?.stop();
    }
    tally.table();
    process.exit(tally.end());
}

main();
