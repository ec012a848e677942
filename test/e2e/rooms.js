// test/e2e/rooms.js — the pages of the desk beside the case: letters, organisations, lists, figures, mail to be filed; and
// how the most used ones look in the dark.

import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { BOTH, chooses, portalHome, wordsOf } from "./scenes.js";

// A third developer is asked for an answer and gives none.
const ASKED = { ja: "タロウ電機株式会社", en: "Taro Electric Co., Ltd." };

const WORDS = {
    ja: {
        overview: "遠隔からの操作を許す脆弱性が報告されています。該当する実装を用いた製品はありますか。",
        subject: "先日の件について",
        text: "製品の出荷状況をお知らせします。該当する案件の番号が分からないため、お調べください。",
    },
    en: {
        overview: "A vulnerability that allows operation from afar was reported. Do you use this implementation?",
        subject: "About the other day",
        text: "Here is the state of our shipments. We do not know the number of the case.",
    },
};

export async function asksAnotherDeveloper(stage) {
    const w = await stage.walker("coordinator");
    const home = stage.server.desk + stage.case;
    await w.go(`${home}/do/name_candidate`);
    await chooses(w, "party", ASKED[stage.lang]);
    await w.page.locator('main [name="ground"][value="judgement"]').check();
    await w.look("candidate-form");
    await w.send();
    await w.look("case-candidate");
    await w.go(`${home}/do/send_overview`);
    await w.look("overview-form", BOTH);
    await w.fill({ text: WORDS[stage.lang].overview, _confirm: true });
    await w.send('main .form-actions button[name="_preview"]');
    await w.look("overview-letters", BOTH);
    await w.fill({ _confirm: true });
    await w.send();
    await w.look("case-three-developers", BOTH);
    await w.page.locator(".closed-steps summary").click();
    await w.look("case-closed-steps", BOTH);
}

export async function coordinatorLooksAround(stage) {
    const { desk } = stage.server;
    const w = await stage.walker("coordinator");
    await w.go(`${desk}${stage.case}/letters`);
    await w.look("letters", BOTH);
    await w.page.locator("main summary").first().click();
    await w.look("letters-text", BOTH);
    await w.go(`${desk}/unanswered`);
    await w.look("unanswered", BOTH);
    await w.go(`${desk}${stage.case}/do/appoint_case`);
    await w.look("officers-form", BOTH);
    await w.go(`${desk}/scheme`);
    await w.look("scheme", BOTH);
    await w.go(`${desk}/organisations`);
    await w.page.locator("main a", { hasText: ASKED[stage.lang] }).first().click();
    await w.page.waitForLoadState();
    stage.organisation = w.page.url();
    await w.look("organisation", BOTH);
    await w.searches(wordsOf(stage).product);
    await w.look("search-found", BOTH);
    await w.searches("zzzz");
    await w.look("search-nothing");
    await w.go(desk);
    await w.look("work-full", BOTH);
}

export async function developerLooksAround(stage) {
    const w = await stage.walker("silent");
    await w.go(stage.server.desk);
    await w.follow('.bar-nav a[href^="/organisations/"]');
    await w.look("own-organisation", BOTH);
}

export async function receptionLooksAround(stage) {
    const { server } = stage;
    const { subject, text } = WORDS[stage.lang];
    const file = join(server.home, "mail.eml");
    const coded = `=?utf-8?b?${Buffer.from(subject).toString("base64")}?=`;
    writeFileSync(
        file,
        `From: someone@vendor.example\r\nTo: todoke@coordinator.example\r\nMessage-ID: <1@vendor.example>\r\nSubject: ${coded}\r\n` +
            `MIME-Version: 1.0\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: 8bit\r\n\r\n${text}\r\n`,
    );
    server.run("mail", "import", "--dir", server.dir, file);
    server.tick();
    const w = await stage.walker("reception");
    await w.go(`${server.desk}/mail`);
    await w.look("mail-queue", BOTH);
    await w.send("main article .button.primary");
    await w.look("mail-refused", { status: 422 });
    await w.go(`${server.desk}/figures`);
    await w.look("figures", BOTH);
    await w.go(`${server.desk}${stage.report}/letters`);
    await w.look("report-letters");
}

export async function looksInTheDark(stage) {
    const { desk, accounts } = stage.server;
    const w = await stage.walker("night", { dark: true });
    for (const [name, url] of [
        ["front", `${portalHome(stage)}/`],
        ["advisory", stage.advisory],
        ["report-kind", `${portalHome(stage)}/report`],
    ]) {
        await w.go(url);
        await w.look(`dark-${name}`);
    }
    await w.signIn(desk, stage.server, accounts.coordinator1);
    await w.look("dark-work");
    await w.go(`${desk}${stage.case}`);
    await w.look("dark-case", BOTH);
    for (const [name, url] of [
        ["editor", `${desk}${stage.case}/advisory`],
        ["letters", `${desk}${stage.case}/letters`],
        ["organisation", stage.organisation],
        ["scheme", `${desk}/scheme`],
        ["unanswered", `${desk}/unanswered`],
    ]) {
        await w.go(url);
        await w.look(`dark-${name}`);
    }
    await w.searches(wordsOf(stage).product);
    await w.look("dark-search");
}
