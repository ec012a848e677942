// test/e2e/acts.js — one case from the report to the approved page, over the public interfaces only. Each act is what one
// person does; what it needs to know it learns from answers, as a person would.

import { Api, Session, multipart, request } from "./client.js";
import { until } from "./server.js";

const PASSWORD = "mihon-no-aikotoba-2026";

// Tokens of the persons of a training directory.
export class Staff {
    constructor(server) {
        this.server = server;
        this.admin = new Api(server, "admin", "admin", "127.1.0.1");
        this.reception = new Api(server, "reception1", "reception", "127.1.0.2");
        this.coordinator = new Api(server, "coordinator1", "coordinator", "127.1.0.3");
        this.second = new Api(server, "coordinator2", "coordinator", "127.1.0.4");
        this.office = new Session(server, "127.1.0.5");
        this.developers = new Map();
    }

    secret(api) {
        return this.server.accounts[api.login].secret;
    }
}

// Two invented developers that every third case has beside the real ones, one that has no applicable product and one that
// opens the detail and is never heard of again. Invented too is everybody's contact address.
const COMPANY = [
    { vendor: "演習ソフトウェア株式会社", part: "negative" },
    { vendor: "演習沈黙システム株式会社", part: "silent" },
];

// The developers of the play, each registered once and in the way that the table says; a developer of several cases is the
// same in all of them.
export async function register(staff, play, kinds = new Map()) {
    const wanted = [
        ...play.script.vendors.map((vendor) => ({ vendor, part: "affected" })),
        ...(play.group.company ? COMPANY : []),
    ];
    play.developers = [];
    for (const { vendor, part } of wanted) {
        await registerOne(staff, vendor, { kind: kinds.get(vendor) });
        play.developers.push({ ...staff.developers.get(vendor), vendor, part });
    }
    const { login, party, person, secret, developer } = play.developers[0];
    Object.assign(play, { login, party, person, secret, developer });
}

export async function registerOne(staff, vendor, about) {
    if (!staff.developers.has(vendor))
        staff.developers.set(vendor, await newDeveloper(staff, vendor, about));
}

async function newDeveloper(staff, vendor, { kind = "general", mail }) {
    const { server, admin, office } = staff;
    const number = staff.developers.size + 1;
    const contact = mail ?? `security@vendor-${String(number).padStart(3, "0")}.example`;
    const login = `contact${String(number).padStart(3, "0")}`;
    const address = `127.2.0.${number}`;
    const party = await admin.command("parties", "register_party", {
        kind: "developer",
        name: { ja: vendor, en: vendor },
        registration: kind,
        contact,
    });
    const fields = {
        login,
        name: { ja: `演習 担当者${login.slice(-3)}` },
        party: party.id,
        role: "developer",
    };
    const { secret: adminSecret } = server.accounts.admin;
    const person = await admin.command("persons", "add_person", fields, { secret: adminSecret });
    if (!office.page) await office.signIn(server.accounts.admin);
    await office.get("/accounts");
    const link = await office.post(`/accounts/${person.id}/link`, {});
    const code = link.text.match(/id="code">([a-z2-7]{52})</)?.[1];
    const secret = await enrol(server, code, address);
    const developer = new Api(server, login, "developer", address);
    const registered = kind !== "unregistered";
    return { login, party: party.id, person: person.id, secret, developer, registered };
}

async function enrol(server, code, address) {
    const visitor = new Session(server, address);
    await visitor.get("/enrol");
    const asked = await visitor.post("/enrol", { code });
    const secret = asked.text
        .match(/<code>((?:[a-z2-7]{4} ?){8})<\/code>/i)?.[1]
        .replaceAll(" ", "");
    if (!secret) throw new Error(`the one-time code did not open the enrolment: ${asked.status}`);
    const done = await visitor.post("/enrol", {
        code,
        password: PASSWORD,
        again: PASSWORD,
        factor: server.code(secret),
    });
    if (done.status !== 200) throw new Error(`the enrolment was refused: ${done.status}`);
    return secret;
}

// A finder fills in the form; the answer is the receipt code. In some plays every record has a report of its own.
export async function report(staff, play) {
    const { script, group } = play;
    play.finder = `演習 発見者${String(play.index + 1).padStart(3, "0")}`;
    play.reports = [];
    const parts = group.separate ? script.parts : [script];
    for (const part of parts) play.reports.push(await oneReport(staff, play, part));
    Object.assign(play, play.reports[0]);
}

async function oneReport({ server, reception }, play, { product, versions, overview }) {
    const { script } = play;
    const address = `127.${3 + Math.floor(play.index / 200)}.${play.reports.length}.${(play.index % 200) + 1}`;
    const known = new Set((await reception.get("/api/v1/work")).items.map((item) => item.id));
    const page = await request(`${server.portal}/report`, { address });
    const form = multipart({
        ...hiddenOf(page.text),
        step: 5,
        go: "next",
        kind: "product",
        source: "finder",
        product,
        versions,
        developer: script.vendor,
        vulnerability: overview,
        verification: "（演習）検証手順はここに書かれます。",
        impact: "",
        finder_name: play.finder,
        finder_contact: "finder@example.jp",
        named: "yes",
        guideline_read: "yes",
        files: { name: "画面.txt", type: "text/plain", bytes: "演習の添付ファイル\n" },
    });
    const sent = await request(`${server.portal}/report`, {
        method: "POST",
        body: form.body,
        headers: { "Content-Type": form.type },
        address,
    });
    const receipt = sent.text.match(/id="code">\s*([a-z2-7-]+)\s*</)?.[1];
    if (!receipt)
        throw new Error(
            `the report was not taken: ${sent.status} ${sent.text.match(/class="error"[^>]*>[^<]*/)?.[0] ?? ""}`,
        );
    server.tick();
    const report = await until("the report in the work list", async () => {
        const { items } = await reception.get("/api/v1/work");
        return items.find((item) => item.type === "report" && !known.has(item.id))?.id;
    });
    return { receipt, report, address };
}

const hiddenOf = (page) =>
    Object.fromEntries(
        [...page.matchAll(/<input type="hidden" name="([^"]*)" value="([^"]*)"/g)]
            .map(([, name, value]) => [name, value])
            .filter(([name]) => !["step", "go"].includes(name)),
    );

export async function receiptPage(staff, play, path = "/receipt") {
    const body = new URLSearchParams({ code: play.receipt }).toString();
    const headers = { "Content-Type": "application/x-www-form-urlencoded" };
    return request(staff.server.portal + path, {
        method: "POST",
        body,
        headers,
        address: play.address,
    });
}

// The reception body accepts and hands over; further reports of the same case join it (REC-11).
export async function handOver(staff, play) {
    const { reception } = staff;
    const { script } = play;
    for (const [place, { report: id }] of play.reports.entries()) {
        await reception.command(`reports/${id}`, "accept_report", {
            note: "（演習）受理しました。",
        });
        if (place > 0) {
            await reception.command(`reports/${id}`, "join_case", { number: play.number });
            continue;
        }
        await reception.command(`reports/${id}`, "hand_over", {
            title: script.doc.title,
            product: script.product,
            versions: script.products[0].versions,
            developer: script.vendor,
            vulnerability: script.overview,
            verification: "（演習）検証手順はここに書かれます。",
            analysis: "（演習）再現を確認しました。",
        });
        play.case = (await reception.get(`/api/v1/reports/${id}`)).case_id;
        play.number = (await staff.coordinator.get(`/api/v1/cases/${play.case}`)).number;
    }
}

// REC-10: a message reached the coordinating body itself; there is no report and no finder.
export async function openDirectly(staff, play) {
    const { script } = play;
    const opened = await staff.coordinator.command("cases", "open_case", {
        source: "overseas",
        sender: "（演習）海外調整機関",
        title: script.doc.title,
        product: script.product,
        versions: script.products[0].versions,
        developer: script.vendor,
        vulnerability: script.overview,
        verification: "（演習）検証手順はここに書かれます。",
    });
    play.case = opened.id;
    play.number = (await staff.coordinator.get(`/api/v1/cases/${play.case}`)).number;
}

const twoOf = (staff) => ({
    secret: staff.secret(staff.coordinator),
    second: staff.second,
    secondSecret: staff.secret(staff.second),
});

// OVW-08, OVW-16, REG-11, REG-12: an unregistered developer is asked to register before it is told anything, and gets an
// individual registration.
async function registerFirst(staff, play, entry) {
    const { coordinator } = staff;
    const subject = `parties/${entry.party}`;
    await coordinator.command(`cases/${play.case}`, "request_registration", {
        party: entry.party,
        message: "（演習）製品開発者リストへのご登録をお願いいたします。",
    });
    await coordinator.command(subject, "apply_registration", {
        kind: "individual",
        cooperate: true,
        means: "mail",
    });
    await coordinator.command(subject, "set_contact_data", {
        manager_name: `演習 担当者${entry.login.slice(-3)}`,
        manager_mail: `${entry.login}@vendor.example`,
    });
    await coordinator.command(subject, "complete_registration", { kind: "individual" });
    staff.developers.get(entry.vendor).registered = true;
}

// OVW-03, OVW-06: in every second play the developers are asked first whether they may be affected.
async function overview(staff, play, contacted) {
    const { coordinator } = staff;
    const subject = `cases/${play.case}`;
    for (const { party } of play.developers.filter(({ vendor }) => !contacted.has(vendor)))
        await coordinator.command(subject, "name_candidate", {
            party,
            ground: "judgement",
            reason: "（演習）自社製品に関する情報のため",
        });
    await coordinator.command(subject, "send_overview", {
        text: `（演習）${play.script.type.ja}の脆弱性が報告されています。該当する実装を用いた製品がありますか？`,
        reason: "（演習）自社製品に関する情報のため",
    });
    for (const { developer } of play.developers)
        await developer.command(subject, "answer_overview", { answer: "may_be_affected" });
}

export async function disclose(staff, play, { party, developer, secret }) {
    const subject = `cases/${play.case}`;
    const fields = { party, message: "（演習）詳細情報をお送りします。" };
    await staff.coordinator.commandOfTwo(subject, "disclose_detail", fields, twoOf(staff));
    await developer.command(subject, "open_detail", { terms: true }, { secret });
}

async function answer(play, { part, developer }) {
    if (part === "silent") return;
    const subject = `cases/${play.case}`;
    if (part === "negative")
        return developer.command(subject, "report_result", {
            applicable: "no",
            status: "not_vulnerable",
        });
    return developer.command(subject, "report_result", {
        applicable: "yes",
        countermeasure: play.script.unsupported ? "製品の利用中止" : "（演習）告知のとおり",
        products: play.script.products[0].product,
        status: "vulnerable",
    });
}

export async function coordinate(staff, play) {
    const contacted = new Set();
    for (const entry of play.developers)
        if (!staff.developers.get(entry.vendor).registered) {
            await registerFirst(staff, play, entry);
            contacted.add(entry.vendor);
        }
    if (play.index % 2 === 1) await overview(staff, play, contacted);
    for (const developer of play.developers) await disclose(staff, play, developer);
    for (const developer of play.developers) await answer(play, developer);
    await staff.coordinator.command(`cases/${play.case}`, "set_date", {
        at: play.date,
        day_checked: true,
        reason: "（演習）得られた回答に基づく決定",
    });
}

// Written by one coordinator, approved by another and by the reception body.
export async function approve(staff, play, { written = false, subject = `cases/${play.case}` } = {}) {
    if (!written) {
        await staff.coordinator.command(subject, "write_advisory", { doc: play.script.doc });
    }
    for (const api of [staff.second, staff.reception]) {
        const { hash } = await api.get(`/api/v1/${subject}`);
        await api.command(subject, "approve_advisory", { hash }, { secret: staff.secret(api) });
    }
}
