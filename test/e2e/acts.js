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

// The administrator registers the organisation and its contact; the contact sets password and second factor. A developer
// of several cases is registered once.
export async function register(staff, play) {
    const { vendor } = play.script;
    if (!staff.developers.has(vendor)) {
        staff.developers.set(vendor, await newDeveloper(staff, vendor, staff.developers.size + 1));
    }
    Object.assign(play, staff.developers.get(vendor));
}

async function newDeveloper({ server, admin, office }, vendor, number) {
    const login = `contact${String(number).padStart(3, "0")}`;
    const address = `127.2.0.${number}`;
    const party = await admin.command("parties", "register_party", {
        kind: "developer",
        name: { ja: vendor, en: vendor },
        registration: "general",
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
    return { login, party: party.id, person: person.id, secret, developer };
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

// A finder fills in the form; the answer is the receipt code.
export async function report(staff, play) {
    const { server, reception } = staff;
    const { script } = play;
    play.finder = `演習 発見者${String(play.index + 1).padStart(3, "0")}`;
    play.address = `127.3.0.${play.index + 1}`;
    const known = new Set((await reception.get("/api/v1/work")).items.map((item) => item.id));
    const form = multipart({
        step: 5,
        go: "next",
        kind: "product",
        source: "finder",
        product: script.product,
        versions: script.products[0].versions,
        developer: script.vendor,
        vulnerability: script.overview,
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
        address: play.address,
    });
    play.receipt = sent.text.match(/id="code">\s*([a-z2-7-]+)\s*</)?.[1];
    if (!play.receipt)
        throw new Error(
            `the report was not taken: ${sent.status} ${sent.text.match(/class="error"[^>]*>[^<]*/)?.[0] ?? ""}`,
        );
    play.report = await until("the report in the work list", async () => {
        const { items } = await reception.get("/api/v1/work");
        return items.find((item) => item.type === "report" && !known.has(item.id))?.id;
    });
}

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

export async function handOver(staff, play) {
    const { reception } = staff;
    const { script } = play;
    await reception.command(`reports/${play.report}`, "accept_report", {
        note: "（演習）受理しました。",
    });
    await reception.command(`reports/${play.report}`, "hand_over", {
        title: script.doc.title,
        product: script.product,
        versions: script.products[0].versions,
        developer: script.vendor,
        vulnerability: script.overview,
        verification: "（演習）検証手順はここに書かれます。",
        analysis: "（演習）再現を確認しました。",
    });
    play.case = (await reception.get(`/api/v1/reports/${play.report}`)).case_id;
    play.number = (await staff.coordinator.get(`/api/v1/cases/${play.case}`)).number;
}

export async function coordinate(staff, play) {
    const { coordinator } = staff;
    const subject = `cases/${play.case}`;
    await coordinator.commandOfTwo(
        subject,
        "disclose_detail",
        { party: play.party, message: "（演習）詳細情報をお送りします。" },
        {
            secret: staff.secret(coordinator),
            second: staff.second,
            secondSecret: staff.secret(staff.second),
        },
    );
    await play.developer.command(subject, "open_detail", { terms: true }, { secret: play.secret });
    await play.developer.command(subject, "report_result", {
        applicable: "yes",
        countermeasure: "（演習）告知のとおり",
        products: play.script.products[0].product,
        status: "vulnerable",
    });
    await coordinator.command(subject, "set_date", { at: play.date });
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
