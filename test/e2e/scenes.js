// test/e2e/scenes.js — what each person does at the browser, scene by scene. All names are invented.

import { until } from "./server.js";

export const BOTH = { widths: [1280, 320] };
const PASSWORD = "asagiri-no-minato-2026";

const WORDS = {
    ja: {
        product: "みほんビューア",
        versions: "Ver. 2.4.0 およびそれ以前",
        vendor: "株式会社みほん工房",
        vendorEn: "Mihon Works Inc.",
        vulnerability:
            "細工された画像ファイルを開くと、確保した領域の外に書き込みが行われます。\n画像の幅と高さの積を検査していないことが原因です。",
        verification:
            "1. 添付の画像を Ver. 2.4.0 で開きます。\n2. アプリケーションが異常終了します。",
        attack: "任意のコードの実行に至る手順は、添付ファイルに記載しました。",
        impact: "利用者の権限で任意のコードを実行される可能性があります。",
        finder: "演習 発見者",
        title: "みほんビューアにおけるバッファオーバーフローの脆弱性",
        titleEn: "Mihon Viewer vulnerable to buffer overflow",
        overview:
            "株式会社みほん工房が提供するみほんビューアには、バッファオーバーフローの脆弱性が存在します。",
        overviewEn:
            "Mihon Viewer provided by Mihon Works Inc. contains a buffer overflow vulnerability.",
        impactOf: "細工された画像ファイルを開くことで、任意のコードを実行される可能性があります。",
        solution: "開発者が提供する情報をもとに、Ver. 2.4.1 へアップデートしてください。",
        note: "お届けいただきありがとうございます。受理しました。",
        analysis: "Ver. 2.4.0 で再現を確認しました。",
        question: "再現に用いた OS の版を教えてください。",
        answer: "Windows 11 24H2 です。",
        countermeasure: "Ver. 2.4.1 で修正します。",
        comment: "修正版 Ver. 2.4.1 を公開しました。",
        reference: "みほんビューアをお使いのお客様へ",
        cve: "CVE-1900-0201",
        cwe: { cwe_id: "CWE-787", cwe_name: "Out-of-bounds Write" },
        credit: "この脆弱性情報は、演習 発見者 氏が受付機関に届け出たものです。",
        person: "見本 葉子",
        login: "mihon",
        dateReason: "製品開発者の回答を待たずに、目安の日までの日時とします。",
    },
    en: {
        product: "Example Router ER-10",
        versions: "firmware 1.0.3 and earlier",
        vendor: "株式会社いろは通信",
        vendorEn: "Iroha Communications Inc.",
        vulnerability:
            "The settings page passes the host name of the ping test to a shell without checking it.",
        verification:
            "1. Sign in to the settings page.\n2. Enter ;id as host name of the ping test.\n3. The output of id is shown.",
        attack: "A form on another site can send the request when the administrator is signed in.",
        impact: "An arbitrary OS command may be executed.",
        finder: "Exercise Finder",
        title: "Example Router ER-10 における OS コマンドインジェクションの脆弱性",
        titleEn: "Example Router ER-10 vulnerable to OS command injection",
        overview: "Example Router ER-10 には、OS コマンドインジェクションの脆弱性が存在します。",
        overviewEn:
            "Example Router ER-10 provided by Iroha Communications Inc. contains an OS command injection vulnerability.",
        impactOf:
            "当該製品にログインした攻撃者によって、任意の OS コマンドを実行される可能性があります。",
        solution: "ファームウェアを最新版へアップデートしてください。",
        note: "Thank you for your report. It has been accepted.",
        analysis: "Reproduced on firmware 1.0.3.",
        question: "Which build of the firmware did you use?",
        answer: "Build 1.0.3-0912.",
        countermeasure: "Fixed in firmware 1.0.4.",
        comment: "ファームウェア 1.0.4 を公開しました。",
        reference: "Notice to users of Example Router",
        cve: "CVE-1900-0202",
        cwe: {
            cwe_id: "CWE-78",
            cwe_name:
                "Improper Neutralization of Special Elements used in an OS Command ('OS Command Injection')",
        },
        credit: "Exercise Finder 氏が受付機関に届け出たものです。",
        person: "色葉 伊織",
        login: "iroha",
        dateReason: "Set within the guide value before the developer has answered.",
    },
};

export const portalHome = ({ server, lang }) => `${server.portal}${lang === "en" ? "/en" : ""}`;
export const wordsOf = ({ lang }) => WORDS[lang];

// The second developer of the case: opens the detail and is never heard of again.
const SILENT = { login: "hanako", ja: "株式会社ハナコソフト", en: "Hanako Software Inc." };

async function fillReport(w, words, visit) {
    await visit("report-kind", BOTH);
    await w.fill({ kind: "=product", source: "=finder" });
    await w.send('button.primary[name="go"]');
    await visit("report-where");
    await w.fill({ product: words.product, versions: words.versions, developer: words.vendor });
    await w.send('button.primary[name="go"]');
    await visit("report-how", BOTH);
    await w.fill({
        vulnerability: words.vulnerability,
        verification: words.verification,
        attack: words.attack,
        impact: words.impact,
    });
    await w.send('button.primary[name="go"]');
    await visit("report-you", BOTH);
    await w.fill({
        finder_name: words.finder,
        finder_contact: "finder@example.jp",
        tell_developer: true,
        named: true,
        credit_name: words.finder,
    });
    await w.send('button.primary[name="go"]');
    await visit("report-check");
    await w.send('button.primary[name="go"]');
    await visit("report-refused", { status: 422 });
    await w.fill({ guideline_read: true });
    await w.page.locator('input[type="file"]').setInputFiles({
        name: "proof.txt",
        mimeType: "text/plain",
        buffer: Buffer.from("exercise\n"),
    });
    await w.send('button.primary[name="go"]');
    await visit("report-sent", BOTH);
    return (await w.page.locator("#code").textContent()).trim();
}

export async function finderReports(stage) {
    const w = await stage.walker("finder");
    await w.go(`${portalHome(stage)}/`);
    await w.look("front-empty", BOTH);
    await w.go(`${portalHome(stage)}/vendors/`);
    await w.look("vendors-empty");
    await w.go(`${portalHome(stage)}/report`);
    stage.code = await fillReport(w, wordsOf(stage), (name, options) => w.look(name, options));
    await w.go(`${portalHome(stage)}/receipt`);
    await w.look("receipt-ask", BOTH);
    await w.fill({ code: "aaaa-aaaa-aaaa-aaaa-aaaa-aaaa-aaaa" });
    await w.send();
    await w.look("receipt-unknown", { status: 404 });
    await opensReceipt(stage, w, "receipt-received");
    await w.go(`${stage.server.portal}/no-such-page`);
    await w.look("portal-not-found", { lang: "ja", status: 404 });
}

// The reply of a report is there after the letter was taken in.
async function opensReceipt(stage, w, name, text) {
    await until("the finder's page", async () => {
        await w.go(`${portalHome(stage)}/receipt`);
        await w.fill({ code: stage.code });
        await w.send();
        w.faults.length = 0;
        const shown = await w.page.locator("main").textContent();
        return (await w.page.locator("dl.facts").count()) > 0 && (!text || shown.includes(text));
    });
    await w.look(name, BOTH);
}

export async function receives(stage) {
    const words = wordsOf(stage);
    const { desk, accounts } = stage.server;
    const w = await stage.walker("reception");
    await w.signIn(desk, stage.server, accounts.reception1, true);
    await w.go(desk);
    await w.look("work-reception", BOTH);
    await w.follow(`main a.row-link[href^="/report/"]`);
    stage.report = new URL(w.page.url()).pathname;
    await w.look("report", BOTH);
    await w.follow('.case a[href$="/do/decline_report"]');
    await w.look("decline-form");
    await w.go(desk + stage.report);
    await w.follow('.can-do a[href$="/do/accept_report"]');
    await w.look("accept-form");
    await w.fill({ note: words.note });
    await w.send();
    await w.look("accept-unconfirmed", { status: 422 });
    await w.fill({ _confirm: true });
    await w.send();
    await w.look("report-accepted");
    await w.fill({ text: words.question });
    await w.send("#messages .form-actions button.primary");
    await w.look("report-message");
    await w.follow('.can-do a[href$="/do/hand_over"]');
    await w.look("hand-over-form", BOTH);
    await w.fill({ "title.ja": words.title, "title.en": words.titleEn, analysis: words.analysis, _confirm: true });
    await w.send();
    await w.look("handed-over");
}

export async function answers(stage) {
    const words = wordsOf(stage);
    const w = await stage.walker("finder");
    await opensReceipt(stage, w, "receipt-question", words.question);
    await w.fill({ text: words.answer });
    await w.send();
    await w.look("receipt-answered");
}

export async function administrates(stage) {
    const words = wordsOf(stage);
    const { desk, accounts } = stage.server;
    const w = await stage.walker("admin");
    await w.signIn(desk, stage.server, accounts.admin);
    await w.look("home-admin");
    await w.go(`${desk}/organisations`);
    await w.look("organisations", BOTH);
    await w.follow('a[href="/do/register_party"]');
    await w.look("register-party-form");
    await w.fill({
        kind: "=developer",
        "name.ja": words.vendor,
        "name.en": words.vendorEn,
        registration: "=general",
        contact: "psirt@example.jp",
    });
    await w.send();
    await w.look("party-registered");
    await w.go(`${desk}/accounts`);
    await w.look("accounts", BOTH);
    await w.follow('a[href="/do/add_person"]');
    await w.look("add-person-form");
    await chooses(w, "party", stage.lang === "ja" ? words.vendor : words.vendorEn);
    await w.fill({ login: words.login, "name.ja": words.person, role: "=developer" });
    await w.send();
    await w.look("person-added");
    await w.go(`${desk}/accounts`);
    await w.page.locator("tr", { hasText: words.login }).locator("form button").click();
    await w.page.waitForSelector("#code");
    await w.look("one-time-link");
    const code = (await w.page.locator("#code").textContent()).trim();
    await enrols(stage, code);
}

// A choice is a list or buttons, as there are many or few.
export async function chooses(w, name, text) {
    const option = w.page
        .locator(`main [name="${name}"] option, main label:has([name="${name}"])`)
        .filter({ hasText: text })
        .first();
    const isList = (await option.evaluate((e) => e.tagName)) === "OPTION";
    if (isList)
        await w.page
            .locator(`main [name="${name}"]`)
            .selectOption(await option.getAttribute("value"));
    else await option.locator("input").check();
}

async function enrols(stage, code) {
    const words = wordsOf(stage);
    const w = await stage.walker("developer");
    await w.go(`${stage.server.desk}/enrol`);
    await w.look("enrol-start");
    await w.fill({ code });
    await w.send();
    await w.look("enrol-confirm", BOTH);
    const secret = (await w.page.locator("main code").first().textContent()).replaceAll(" ", "");
    await w.fill({ password: PASSWORD, again: `${PASSWORD}x`, factor: "000000" });
    await w.send();
    await w.look("enrol-refused", { status: 422 });
    await w.fill({ password: PASSWORD, again: PASSWORD, factor: stage.server.code(secret) });
    await w.send();
    await w.look("enrol-done");
    stage.tally.equal("the enrolment is done", await w.page.locator("main form").count(), 0);
    stage.developer = { login: words.login, password: PASSWORD, secret };
}

// HND-06: a colleague finds the step in the work list, reads what it will do, and confirms it.
async function confirms(stage, looks) {
    const { desk, accounts } = stage.server;
    const isNew = !stage.walkers.second;
    const w = await stage.walker("second");
    if (isNew) await w.signIn(desk, stage.server, accounts.coordinator2);
    else await w.go(desk);
    if (looks) await w.look("work-second");
    await w.follow('main a.row-link[href^="/case/"]');
    await w.follow('.can-do a[href$="/do/confirm_step"]');
    if (looks) await w.look("confirm-form", BOTH);
    await w.fill({ _confirm: true });
    await w.send();
    if (looks) await w.look("case-confirmed");
}

async function discloses(stage, w, vendor, looks) {
    await w.go(`${stage.server.desk}${stage.case}`);
    await w.follow('.can-do a[href$="/do/disclose_detail"]');
    if (looks) await w.look("disclose-form");
    await chooses(w, "party", vendor);
    if (looks) {
        await w.send('main .form-actions button[name="_preview"]');
        await w.look("disclose-letters", BOTH);
    }
    await w.fill({ _confirm: true });
    await w.send();
    if (looks) await w.look("case-waits");
    await confirms(stage, looks);
}

export async function coordinates(stage) {
    const { desk, accounts } = stage.server;
    const w = await stage.walker("coordinator");
    await w.signIn(desk, stage.server, accounts.coordinator1);
    await w.look("work-coordinator");
    await w.follow('main a.row-link[href^="/case/"]');
    stage.case = new URL(w.page.url()).pathname;
    await w.look("case-new", BOTH);
    const words = wordsOf(stage);
    await discloses(stage, w, stage.lang === "ja" ? words.vendor : words.vendorEn, true);
    await discloses(stage, w, SILENT[stage.lang], false);
    await w.go(`${desk}${stage.case}`);
    await w.look("case-disclosed");
    await w.follow('.case a[href$="/do/set_date"]');
    await w.look("date-form");
    const day = new Date(stage.server.nowMs + 20 * 86400000).toISOString().slice(0, 10);
    stage.date = Date.parse(`${day}T12:00:00+09:00`);
    await w.fill({
        "at.date": day,
        "at.time": "12:00",
        reason: wordsOf(stage).dateReason,
        day_checked: true,
    });
    await w.send();
    await w.look("case-dated");
}

export async function developerWorks(stage) {
    const words = wordsOf(stage);
    const { desk } = stage.server;
    const w = await stage.walker("developer");
    await w.signIn(desk, stage.server, stage.developer);
    await w.look("work-developer", BOTH);
    await w.follow('main a.row-link[href^="/case/"]');
    await w.look("case-developer-closed", BOTH);
    // CON-05: a step of two persons about somebody else has left no trace in this developer's history.
    stage.tally.check("no step of the staff is told", !/起案|proposed/.test(await w.page.locator(".timeline").innerText()));
    await w.follow('.can-do a[href*="/do/open_detail"]');
    await w.look("open-form");
    await w.fill({ terms: true });
    await w.send();
    await w.look("case-developer-open");
    await w.follow('.can-do a[href*="/do/report_result"]');
    await w.look("result-form", BOTH);
    stage.tally.equal(
        "PUB-11: the default wording is no choice",
        await w.page.locator('main [value="informed"]').count(),
        0,
    );
    await w.fill({ applicable: "=yes" });
    await w.send();
    await w.look("result-refused", { status: 422 });
    await w.fill({
        applicable: "=yes",
        countermeasure: words.countermeasure,
        "comment.ja": words.comment,
        notice_url: "https://www.example.jp/security/1",
    });
    await choosesByValue(w, "status", "vulnerable");
    await w.send();
    await w.look("case-developer-reported");
}

export async function silentDeveloperOpens(stage) {
    const { desk, accounts } = stage.server;
    const w = await stage.walker("silent");
    await w.signIn(desk, stage.server, accounts[SILENT.login]);
    await w.follow('main a.row-link[href^="/case/"]');
    await w.follow('.can-do a[href*="/do/open_detail"]');
    await w.fill({ terms: true });
    await w.send();
    await w.look("case-silent-open", BOTH);
}

async function choosesByValue(w, name, value) {
    const list = w.page.locator(`main select[name="${name}"]`);
    if (await list.count()) await list.selectOption(value);
    else await w.page.locator(`main [name="${name}"][value="${value}"]`).check();
}

export async function publishes(stage) {
    const words = wordsOf(stage);
    const { desk } = stage.server;
    const w = await stage.walker("coordinator");
    await w.go(`${desk}${stage.case}`);
    await w.look("case-reported", BOTH);
    const editor = await w.page.locator('.can-do a[href$="/advisory"]').innerText();
    stage.tally.equal(
        "the way to the editor does not say that it saves",
        editor.trim(),
        stage.lang === "ja" ? "公表文を書く" : "Write the advisory",
    );
    await w.go(`${desk}${stage.case}/advisory`);
    await w.look("editor", BOTH);
    await w.page.locator('button[name="_add"]').first().click();
    await w.page.waitForLoadState();
    await w.look("editor-row");
    await fillsRows(w, tablesOf(words));
    await fillsText(w, {
        title: [words.title, words.titleEn],
        overview: [words.overview, words.overviewEn],
        impact: [words.impactOf, ""],
        solution: [words.solution, ""],
        credit: [words.credit, ""],
    });
    await w.send('main .form-actions button[name="_preview"]');
    await w.look("preview", { lang: "ja" }); // the original is Japanese, whoever looks
    await w.go(`${desk}${stage.case}/advisory`);
    await w.look("editor-saved");
    const second = await stage.walker("second");
    await approves(stage, second, "approve-form");
    await second.look("case-approved-once");
}

// First rows of the editor's tables.
const tablesOf = (words) => ({
    products: { vendor: words.vendor, product: words.product, versions: words.versions },
    references: { url: "https://www.example.jp/security/1", title: words.reference },
    analyses: {
        date: "2026-03-20",
        cve: words.cve,
        cvss_version: "3.1",
        vector: "CVSS:3.1/AV:L/AC:L/PR:N/UI:R/S:U/C:H/I:H/A:H",
        score: "7.8",
    },
    cves: { id: words.cve, ...words.cwe },
    related: {
        kind: "CVE",
        id: words.cve,
        url: `https://www.cve.org/CVERecord?id=${words.cve}`,
    },
});

async function fillsRows(w, tables) {
    for (const [table, row] of Object.entries(tables)) {
        for (const [column, text] of Object.entries(row)) {
            await w.page.locator(`main [name="doc.${table}.0.${column}"]`).fill(text);
        }
    }
}

async function fillsText(w, texts) {
    for (const [name, [ja, en]] of Object.entries(texts)) {
        for (const [lang, text] of [
            ["ja", ja],
            ["en", en],
        ]) {
            if (text)
                await w.page
                    .locator(`main [name="doc.${name}.${lang}"], main [name="${name}.${lang}"]`)
                    .first()
                    .fill(text);
        }
    }
}

async function approves(stage, w, name) {
    await w.go(`${stage.server.desk}${stage.case}/do/approve_advisory`);
    if (name) await w.look(name);
    await w.fill({ _confirm: true });
    await w.send();
}

export async function approvesAsReception(stage) {
    const w = await stage.walker("reception");
    await approves(stage, w, null);
    await w.look("case-approved", BOTH);
    const c = await stage.walker("coordinator");
    await c.go(`${stage.server.desk}${stage.case}/advisory`);
    await c.look("editor-counting-down");
    await c.go(`${stage.server.desk}${stage.case}/do/withdraw_approval`);
    await c.look("stop-form");
    await c.go(`${stage.server.desk}/me`);
    await c.look("me");
    await c.searches(wordsOf(stage).product);
    await c.look("search");
    await c.go(`${stage.server.desk}/case/aaaaaaaaaaaaaaaaaaaaaaaaaa`);
    await c.look("desk-not-found", { status: 404 });
    await c.go(`${stage.server.desk}${stage.case}/do/disclose_detail`);
    await c.page.keyboard.press("?");
    await c.page.waitForSelector("dialog[open]");
    await c.look("keys");
}

// The session ends while somebody types: nothing is lost.
export async function expires(stage) {
    const { desk, accounts } = stage.server;
    const w = await stage.walker("reception");
    const kept = stage.lang === "ja" ? "書きかけの文です。" : "Half-written text.";
    await w.go(`${desk}${stage.case}/do/withdraw_approval`);
    await w.fill({ reason: kept });
    await w.context.clearCookies({ name: /session/ });
    await w.send();
    await w.look("session-ended", { status: 401 });
    await w.fill({ login: "reception1", password: accounts.reception1.password });
    await w.send();
    await w.fill({ _code: stage.server.code(accounts.reception1.secret) });
    await w.send();
    await w.look("signed-in-again");
    stage.tally.check("what was typed is kept", (await w.page.content()).includes(kept));
    await w.go(`${desk}${stage.case}`);
}

export async function readerReads(stage) {
    stage.server.advanceTo(stage.date + 1000);
    stage.server.tick();
    const w = await stage.walker("reader");
    await w.go(`${portalHome(stage)}/`);
    await w.look("front", BOTH);
    const title = stage.lang === "ja" ? wordsOf(stage).title : wordsOf(stage).titleEn;
    await w.follow(`main a.row-link:has-text("${title}")`);
    await w.look("advisory", BOTH);
    stage.advisory = w.page.url();
    if (stage.lang === "ja") {
        stage.tally.equal("PUB-16: heading of the analysis", await w.page.locator("h3").allTextContents(), [
            "2026.03.20における脆弱性分析結果(CVSS Base Metrics)",
        ]);
    }
    await readsVendors(stage, w);
    await w.go(`${portalHome(stage)}/`);
    await w.follow('main aside a[href*="2026"]');
    await w.look("year");
    await w.go(`${portalHome(stage)}/vendors/`);
    await w.look("vendors");
    await w.follow("main a.row-link");
    await w.look("vendor-list");
    const c = await stage.walker("coordinator");
    await c.go(`${stage.server.desk}${stage.case}`);
    await c.look("case-published", BOTH);
    const passed = c.page.locator(".steps .passed");
    stage.tally.check(
        "who was silent to the end is named to the coordinator",
        (await passed.count()) === 1 && (await passed.innerText()).includes(SILENT[stage.lang]),
    );
    stage.tally.equal(
        "a published case waits for no step, whoever was silent",
        await c.page.locator('.steps [aria-current="step"]').count(),
        0,
    );
    await c.go(`${stage.server.desk}${stage.case}/letters`);
    const told = c.page.locator("tr", {
        hasText: stage.lang === "ja" ? "一般公表について" : "The information has been published",
    });
    stage.tally.equal("PUB-07: who has the detail is told of the publication", await told.count(), 2);
    await c.look("letters-after");
    await c.go(stage.server.desk);
    await c.look("work-after");
}

// PUB-11: who opened the detail and said nothing stands there too, in the default wording.
async function readsVendors(stage, w) {
    const { vendor } = wordsOf(stage);
    const rows = w.page.locator("table.vendors tbody tr");
    const statuses = {};
    for (const row of await rows.all()) {
        const [name, status] = await row.locator("td").allTextContents();
        statuses[name.trim()] = status.trim();
    }
    stage.tally.equal("both developers with their status", Object.entries(statuses).sort(), [
        [stage.lang === "ja" ? SILENT.ja : SILENT.en, stage.lang === "ja" ? "脆弱性情報提供済み" : "Vulnerability information provided"],
        [stage.lang === "ja" ? vendor : wordsOf(stage).vendorEn, stage.lang === "ja" ? "該当製品あり" : "Vulnerable"],
    ].sort());
    for (const [name, row] of [
        ["vendor-silent", rows.filter({ hasText: SILENT[stage.lang] })],
        ["vendor", rows.filter({ hasNotText: SILENT[stage.lang] })],
    ]) {
        await w.go(stage.advisory);
        await w.go(new URL(await row.locator('a[href*="vendor-"]').getAttribute("href"), stage.advisory).href);
        await w.look(name, BOTH);
    }
}

export async function finderFollows(stage) {
    const w = await stage.walker("finder");
    await opensReceipt(
        stage,
        w,
        "receipt-published",
        new URL(stage.advisory).pathname.match(/JVN(\d{8})/)[1],
    );
}

export async function reportsWithoutScripts(stage) {
    const w = await stage.walker("plain", { scripts: false });
    await w.go(`${stage.server.portal}/report`);
    stage.code = await fillReport(w, WORDS.ja, (name, options) =>
        w.look(`plain-${name}`, { ...options, widths: undefined }),
    );
    stage.lang = "ja";
    await opensReceipt(stage, w, "plain-receipt");
    await w.close();
}
