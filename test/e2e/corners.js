// test/e2e/corners.js — pages that the way of one case does not pass by: the one-time link, a developer that has the
// overview alone, a finder with an account, what asks for the second factor again, prints and the forms of rarer steps.

import { BOTH, chooses, wordsOf } from "./scenes.js";

const TELEPHONE = { widths: [1280, 400, 320] };

const UNREGISTERED = { ja: "株式会社ななし製作所", en: "Nanashi Manufacturing" };

const WORDS = {
    ja: { overview: "概要情報", recipient: "監査室", nothing: "該当なし" },
    en: { overview: "Overview information", recipient: "Audit office", nothing: "no applicable product" },
};

// The coordinator makes link and code; whoever holds both reads the overview, once.
export async function opensTheNotice(stage) {
    const { desk } = stage.server;
    const w = await stage.walker("coordinator");
    await w.go(desk + stage.case);
    await w.send('main form[action*="/link/"] button');
    await w.look("notice-link", BOTH);
    const link = (await w.page.locator("#link").textContent()).trim();
    const code = (await w.page.locator("#code").textContent()).trim();
    const guest = await stage.walker("guest");
    await guest.go(link);
    await guest.look("notice-ask", TELEPHONE);
    await guest.fill({ code: "00000000" });
    await guest.send();
    await guest.look("notice-wrong-code", { status: guest.answer.status() });
    await guest.fill({ code });
    await guest.send();
    await guest.look("notice-overview", TELEPHONE);
    stage.tally.check(
        "the overview is read",
        (await guest.page.locator("h1").innerText()).includes(WORDS[stage.lang].overview),
    );
}

// OVW-16: a developer that is not registered opens the request to register, and nothing of the case.
export async function asksToRegister(stage) {
    const { desk } = stage.server;
    const admin = await stage.walker("admin");
    await admin.go(`${desk}/do/register_party`);
    await admin.fill({
        kind: "=developer",
        "name.ja": UNREGISTERED.ja,
        "name.en": UNREGISTERED.en,
        registration: "=unregistered",
        contact: "info@nanashi.example",
    });
    await admin.send();
    const w = await stage.walker("coordinator");
    await w.go(`${desk}${stage.case}/do/request_registration`);
    await chooses(w, "party", UNREGISTERED[stage.lang]);
    await w.look("request-form", BOTH);
    await w.send();
    await w.look("case-request-sent");
    const button = w.page.locator('main form[action*="/link/"] button', { hasText: UNREGISTERED[stage.lang] });
    await Promise.all([w.page.waitForNavigation(), button.click()]);
    const link = (await w.page.locator("#link").textContent()).trim();
    const code = (await w.page.locator("#code").textContent()).trim();
    const guest = await stage.walker("unregistered");
    await guest.go(link);
    await guest.fill({ code });
    await guest.send();
    await guest.look("notice-request", TELEPHONE);
    const seen = await guest.page.locator("main").innerText();
    stage.tally.check("OVW-16: no product", !seen.includes(wordsOf(stage).product), seen);
}

// A developer that was sent the overview sees that and nothing else of the case (OVW-15).
export async function answersTheOverview(stage) {
    const { desk, accounts } = stage.server;
    const w = await stage.walker("asked");
    await w.signIn(desk, stage.server, accounts.taro);
    await w.look("work-asked", TELEPHONE);
    await w.follow('main a.row-link[href^="/case/"]');
    await w.look("case-overview-only", TELEPHONE);
    const seen = await w.page.locator("main").innerText();
    stage.tally.check(
        "OVW-15: neither product nor text of the case",
        !seen.includes(wordsOf(stage).product) && !seen.includes(wordsOf(stage).vulnerability.slice(0, 12)),
    );
    await w.follow('.can-do a[href*="/do/answer_overview"]');
    await w.look("answer-form", TELEPHONE);
}

export async function finderHasAnAccount(stage) {
    const { desk, accounts } = stage.server;
    const w = await stage.walker("account");
    await w.signIn(desk, stage.server, accounts.finder1);
    await w.look("finder-reports-empty", TELEPHONE);
    await w.go(`${desk}/claim`);
    await w.look("claim", BOTH);
    await w.fill({ code: "aaaa-aaaa-aaaa-aaaa-aaaa-aaaa-aaaa" });
    await w.send();
    await w.look("claim-unknown", { status: w.answer.status() });
    await w.fill({ code: stage.code });
    await w.send();
    await w.look("finder-report", TELEPHONE);
}

export async function coordinatorInCorners(stage) {
    const { desk } = stage.server;
    const w = await stage.walker("coordinator");
    const home = desk + stage.case;
    for (const [name, path] of [
        ["open-case-form", "/do/open_case"],
        ["contact-form", `${stage.case}/do/record_contact`],
        ["propose-date-form", `${stage.case}/do/propose_date`],
        ["remind-form", `${stage.case}/do/remind_developers`],
        ["stop-publication-form", `${stage.case}/do/withdraw_publication`],
    ]) {
        await w.go(desk + path);
        if (w.answer.status() !== 404) await w.look(name, { status: w.answer.status() });
    }
    await w.go(`${home}/do/approve_advisory`);
    await w.look("closed-form", { status: w.answer.status() });
    await w.go(`${home}?readers=1`);
    await w.look("case-readers", BOTH);
    await w.go(home);
    await w.page.keyboard.press("a");
    stage.tally.check(
        "one key leads to the next step",
        await w.page.evaluate(() => document.activeElement.matches(".can-do .primary")),
    );
    await w.page.keyboard.press("Tab");
    stage.tally.check(
        "the focus is seen",
        await w.page.evaluate(() => getComputedStyle(document.activeElement).outlineStyle !== "none"),
    );
    await w.fill({ for: WORDS[stage.lang].recipient });
    await w.send("#print button");
    await w.look("print", BOTH);
    await w.page.emulateMedia({ media: "print" });
    await w.look("print-on-paper", { widths: [800] });
    await w.page.emulateMedia({ media: null });
    stage.tally.check(
        "HND-12: the paper names its recipient",
        (await w.page.locator("tfoot").innerText()).includes(WORDS[stage.lang].recipient),
    );
    await w.go(desk);
    await w.fill({ text: "zzzz" });
    await w.send(".filters button");
    await w.look("work-nothing-found", BOTH);
    await w.go(`${desk}/organisations?words=aaaa`);
    await w.look("words-lost");
}

// SEC-24, SEC-17: a send to the wrong developer, and the list of the review that it begins.
export async function correctsASend(stage) {
    const { desk, accounts } = stage.server;
    const w = await stage.walker("coordinator");
    await w.go(`${desk}/me`);
    await w.send('main form[action="/me/token"] button');
    await w.look("me-token", BOTH);
    await w.go(`${desk}${stage.case}/do/correct_send`);
    await w.look("correct-form");
    await w.page.locator('main [name="party"]').first().check();
    await w.fill({ reason: WORDS[stage.lang].recipient, _confirm: true });
    await w.send();
    // Five minutes after the sign-in the step asks for a code once more, and keeps what was typed.
    if ((await w.page.locator('main [name="_code"]').count()) > 0) {
        await w.fill({ _code: stage.server.code(accounts.coordinator1.secret) });
        await w.send();
    }
    await w.look("case-leak-review", BOTH);
    await w.follow('.can-do a[href$="/do/close_leak_review"]');
    await w.look("leak-review-form", BOTH);
    await w.fill({ leaked: "a", whom: "b", exploitable: "=no", priority: "=nothing", findings: "c" });
    await w.send();
    await w.look("leak-review-refused", { status: 422 });
    stage.tally.equal("what was typed is kept", await w.page.locator('main [name="leaked"]').inputValue(), "a");
    await w.fill({ customers: "=reconsider" });
    await w.send();
    await w.look("case-leak-closed", BOTH);
}
