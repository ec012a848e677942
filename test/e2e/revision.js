// test/e2e/revision.js — what changes after the publication: the text when both bodies approved it again, and a developer's
// status with it; histories, feeds and the CSAF document tell both.

import { approve } from "./acts.js";
import { elements, section, texts, textOf } from "./html.js";
import { until } from "./server.js";

const NOTE = "参考情報を追加しました。";
const DAY_MS = 86400000;
const INVESTIGATING = "該当製品あり：調査中";

const pathsOf = ({ number, party }) => {
    const digits = number.replace("#", "");
    return {
        page: `/jp/${digits}/index.html`,
        vendor: `/jp/${digits}/vendor-${party}.html`,
        csaf: `/csaf/2026/${digits.toLowerCase()}.json`,
    };
};

const tell = (play, status) =>
    play.developer.command(`cases/${play.case}`, "report_result", {
        applicable: "yes",
        countermeasure: "（演習）告知のとおり",
        products: play.script.products[0].product,
        status,
    });

// proves PUB-14 LIF-34: a status that was changed after the publication appears by itself, with a line in both histories.
async function changesStatus(staff, play, site, tally) {
    const { vendor } = pathsOf(play);
    const lines = elements(section((await site.fetch(vendor)).text, "更新履歴"), "li").length;
    staff.server.advanceTo(staff.server.nowMs + DAY_MS);
    await tell(play, "vulnerable_investigating");
    staff.server.tick();
    await statusIsShown(play, site, tally, lines);
}

async function statusIsShown(play, site, tally, linesBefore) {
    const { page, vendor } = pathsOf(play);
    const shown = await until("the changed status", async () => {
        const { text } = await site.fetch(page);
        return textOf(section(text, "ベンダ情報")).includes(INVESTIGATING) && text;
    }).catch(() => "");
    const status = textOf(section(shown, "ベンダ情報"));
    tally.check(
        "PUB-14: the page's history names the developer",
        textOf(section(shown, "更新履歴")).includes("更新されました"),
    );
    tally.check("the changed status stands on the page", status.includes(INVESTIGATING), status);
    const { text } = await site.fetch(vendor);
    tally.check(
        "PUB-12: and on the developer's page",
        texts(text, "h2").includes(`ステータス：${INVESTIGATING}`),
    );
    const lines = elements(section(text, "更新履歴"), "li").length;
    tally.equal("whose history has one line more", lines, linesBefore + 1);
}

// PUB-28: a changed text stands there only when both bodies approved it again.
async function changesText(staff, play, site, tally) {
    const { page, csaf } = pathsOf(play);
    const url = "https://www.mihon.example/security/2026-002";
    const versionOf = async () => JSON.parse((await site.fetch(csaf)).text).document.tracking;
    const before = await versionOf();
    play.script.doc.references.push({ url });
    play.script.doc.change_note = { ja: NOTE, en: "A reference was added." };
    staff.server.advanceTo(staff.server.nowMs + DAY_MS);
    await staff.coordinator.command(`cases/${play.case}`, "write_advisory", {
        doc: play.script.doc,
    });
    staff.server.tick();
    tally.check("not before its approvals", !(await site.fetch(page)).text.includes(url));
    await approve(staff, play, { written: true });
    staff.server.tick();
    const shown = await until("the revised page", async () => {
        const { text } = await site.fetch(page);
        return text.includes(url) && text;
    }).catch(() => "");
    tally.check("the revised text is published", shown !== "");
    tally.check(
        "PUB-14: the page's history tells the change",
        textOf(section(shown, "更新履歴")).includes(NOTE),
        textOf(section(shown, "更新履歴")),
    );
    const after = await versionOf();
    tally.check("CSAF: a higher version", Number(after.version) > Number(before.version));
    tally.equal(
        "CSAF: the first release stays",
        after.initial_release_date,
        before.initial_release_date,
    );
    tally.check("CSAF: the history tells the change", JSON.stringify(after).includes(NOTE));
}

// OBJ-04: a further advisory of the same case, with a number, a text and approvals of its own.
async function addsAnother(staff, play, site, tally) {
    const of = () => staff.coordinator.get(`/api/v1/cases/${play.case}`);
    const subject = `cases/${play.case}`;
    await staff.coordinator.command(subject, "begin_advisory", {});
    const { id, number } = (await of()).advisories[1];
    const doc = { ...play.script.doc, title: { ja: "（演習）同じ案件の別の脆弱性" } };
    delete doc.change_note;
    await staff.coordinator.command(`advisories/${id}`, "write_advisory", { doc });
    await approve(staff, play, { written: true, subject: `advisories/${id}` });
    staff.server.tick();
    const page = `/jp/${number.replace("#", "")}/index.html`;
    const shown = await until("the further advisory", async () => {
        const { status, text } = await site.fetch(page);
        return status === 200 && text;
    }).catch(() => "");
    tally.check("OBJ-04: a further advisory has its page", shown.includes("同じ案件の別の脆弱性"));
    tally.check("OBJ-04: and a number of its own", number !== play.number && shown.includes(number));
    const first = await site.fetch(pathsOf(play).page);
    tally.check("OBJ-04: the first one stays", !first.text.includes("同じ案件の別の脆弱性"));
    const stranger = await play.developer.send("GET", `/api/v1/advisories/${id}`);
    tally.equal("a developer knows no advisory by its id", stranger.status, 404);
}

export async function playRevision(staff, play, site, tally) {
    tally.row("after the publication");
    await changesStatus(staff, play, site, tally);
    await changesText(staff, play, site, tally);
    await addsAnother(staff, play, site, tally);
    await site.isOrdered();
}
