// test/e2e/special.js — what goes another way than straight to the page, one invented case each: not accepted, withdrawn on
// each of the three grounds, a reviewed date, a changed answer, a returned letter, a case re-opened, a send to the wrong
// developer. Every company, finder and product here is invented.

import { disclose, handOver, receiptPage, register, registerOne, report } from "./acts.js";
import { Session } from "./client.js";
import { readLetter } from "./mailbox.js";
import { textOf } from "./html.js";
import { until } from "./server.js";

// Values of the code lists as the interface shows them.
const RECEIVED = 1;
const DISPOSITION = { individual: 3, notVulnerability: 4, notAccepted: 5 };
const NO_PRODUCT = 5;
const DETAIL_REQUESTED = 6;

function scriptOf(name) {
    const product = `演習製品（${name}）`;
    const overview = `（演習）${product}に脆弱性があります。`;
    return {
        vendor: `演習開発者（${name}）`,
        vendors: [`演習開発者（${name}）`],
        product,
        products: [{ product, versions: "1.0" }],
        overview,
        doc: { title: { ja: `${product}における脆弱性` } },
    };
}

class Special {
    constructor(staff, tally, name, index) {
        Object.assign(this, { staff, tally, name, index, script: scriptOf(name), group: {} });
        this.date = new Date(staff.server.nowMs + 20 * 86400000)
            .toISOString()
            .replace(/\.\d+Z/, "Z");
    }

    get subject() {
        return `cases/${this.case}`;
    }

    coordinator(name, fields, options) {
        return this.staff.coordinator.command(this.subject, name, fields, options);
    }

    speak(name, fields) {
        return this.developer.command(this.subject, name, fields);
    }

    async handedOver() {
        await register(this.staff, this);
        await report(this.staff, this);
        await handOver(this.staff, this);
    }

    async disclosed() {
        await this.handedOver();
        await disclose(this.staff, this, this.developers[0]);
    }

    async disposition() {
        return (await this.staff.reception.get(`/api/v1/reports/${this.report}`)).disposition;
    }

    async view() {
        return this.staff.coordinator.get(`/api/v1/${this.subject}`);
    }

    // What the finder reads must not name what FND-10 keeps from it.
    async finderReads(words) {
        const page = await until("the finder's page", async () => {
            const { text } = await receiptPage(this.staff, this);
            return words.every((word) => textOf(text).includes(word)) && text;
        }).catch(async () => (await receiptPage(this.staff, this)).text);
        const shown = textOf(page);
        this.tally.check(`the finder reads ${words}`, words.every((w) => shown.includes(w)), shown);
        this.tally.check(
            "and no number of the case",
            !this.number || !shown.includes(this.number),
            shown,
        );
    }
}

async function notAccepted(play, tally) {
    await report(play.staff, play);
    const reason = "（演習）届出の対象に該当しないため、受理できません。";
    const fields = { ground: "out_of_scope", reason };
    await play.staff.reception.command(`reports/${play.report}`, "decline_report", fields);
    tally.equal("disposition 不受理", await play.disposition(), DISPOSITION.notAccepted);
    await play.finderReads([reason]);
}

async function withdrawnAs(play, tally, { ground, applicable, disposition, prepare }) {
    await play.disclosed();
    await play.speak("report_result", { applicable, countermeasure: "（演習）方針", products: "" });
    await prepare?.(play);
    await play.speak("ask_withdrawal", { ground, evidence: "（演習）根拠" });
    await play.coordinator("withdraw_publication", {
        ground,
        party: play.party,
        evidence: "（演習）確認しました。",
    });
    tally.equal(`disposition after ${ground}`, await play.disposition(), disposition);
    await play.finderReads(["解除"]);
}

const known = (play, tally) =>
    withdrawnAs(play, tally, {
        ground: "known",
        applicable: "yes",
        disposition: DISPOSITION.individual,
    });

const noImpact = (play, tally) =>
    withdrawnAs(play, tally, {
        ground: "no_impact",
        applicable: "no",
        disposition: DISPOSITION.notVulnerability,
    });

// DAT-09: only for products whose customers are all known.
async function usersInformed(play, tally) {
    await withdrawnAs(play, tally, {
        ground: "users_informed",
        applicable: "yes",
        disposition: DISPOSITION.individual,
        prepare: async () => {
            const answer = await play.staff.coordinator.send(
                "POST",
                `/api/v1/${play.subject}/commands/withdraw_publication`,
                {
                    body: JSON.stringify({
                        ground: "users_informed",
                        party: play.party,
                        evidence: "（演習）",
                    }),
                },
            );
            tally.check(
                "refused while a customer may be unknown",
                answer.status === 409 || answer.status === 422,
                answer.text,
            );
            await play.speak("report_product", {
                product: play.script.product,
                state: "yes",
                all_customers: true,
                workaround: "none",
                fix: "update",
            });
        },
    });
}

// LIF-30: the date stays until another is decided; the finder learns of neither (FND-10).
async function dateReviewed(play, tally) {
    await play.disclosed();
    await play.speak("report_result", {
        applicable: "yes",
        countermeasure: "（演習）修正版を準備中",
        products: play.script.product,
    });
    await play.coordinator("set_date", { at: play.date, day_checked: true });
    const before = (await play.view()).date_us;
    await play.speak("ask_review", { reason: "（演習）修正版の確認に時間が必要です。" });
    tally.equal("the date stays while it is reviewed", (await play.view()).date_us, before);
    const later = new Date(Date.parse(play.date) + 7 * 86400000)
        .toISOString()
        .replace(/\.\d+Z/, "Z");
    await play.coordinator("set_date", { at: later, day_checked: true });
    tally.equal(
        "the later date is decided",
        (await play.view()).date_us,
        before + 7 * 86400 * 1e6,
    );
}

// OVW-17: "no applicable product" to the overview is an answer of its own and may be changed.
async function answerChanged(play, tally) {
    await play.handedOver();
    const { party } = play;
    await play.coordinator("name_candidate", { party, ground: "product", reason: "（演習）" });
    await play.coordinator("send_overview", { text: "（演習）該当する実装がありますか？", reason: "（演習）" });
    const state = async () =>
        (await play.view()).relations.find((relation) => relation.party === party).state;
    await play.speak("answer_overview", { answer: "no_product" });
    tally.equal("no applicable product, to the overview", await state(), NO_PRODUCT);
    await play.speak("answer_overview", { answer: "may_be_affected" });
    tally.equal("the detail is requested after all", await state(), DETAIL_REQUESTED);
    await disclose(play.staff, play, play.developers[0]);
}

// HND-08: a letter that its mail server refuses was never delivered; it is work, and no start date hangs on it.
async function letterReturned(play, tally, { mailbox }) {
    const { staff } = play;
    const before = mailbox.refusals;
    await registerOne(staff, play.script.vendor, { mail: "refused@vendor-refused.example" });
    await play.disclosed();
    await until("the letter refused", async () => {
        staff.server.tick();
        return mailbox.refusals > before;
    });
    const next = async () => {
        staff.server.tick();
        const { items } = await staff.coordinator.get("/api/v1/work");
        return items.find((item) => item.id === play.case)?.next;
    };
    const isWork = await until(
        "the returned letter in the work list",
        async () => (await next()) === "settle_letter",
    ).catch(() => false);
    tally.check("a returned letter is work of the day", isWork === true);
    const { letters } = await staff.coordinator.get(`/api/v1/${play.subject}/letters`);
    const returned = letters.filter(({ result }) => result === "bounced");
    tally.equal("one letter was returned", returned.length, 1);
    await play.coordinator("settle_letter", { letter: returned[0].letter, note: "（演習）電話で連絡" });
    tally.check("until it is settled", (await next()) !== "settle_letter");
}

// LIF-47: the first disposition and its day stay for the statistics.
async function reopened(play, tally) {
    await notAccepted(play, tally);
    await play.staff.reception.command(`reports/${play.report}`, "reopen_report", {
        reason: "（演習）追加の情報を受け取ったため",
    });
    const view = await play.staff.reception.get(`/api/v1/reports/${play.report}`);
    tally.equal("received again", view.state, RECEIVED);
    tally.equal("the first disposition stays", view.disposition, DISPOSITION.notAccepted);
    await play.staff.reception.command(`reports/${play.report}`, "accept_report", {});
}

// SEC-24: the case is closed to it at once, and a review begins.
async function wrongSend(play, tally) {
    await play.disclosed();
    const { staff } = play;
    const path = `/api/v1/${play.subject}`;
    tally.equal("open before", (await play.developer.send("GET", path)).status, 200);
    await play.coordinator(
        "correct_send",
        { party: play.party, reason: "（演習）宛先を取り違えました。" },
        { secret: staff.secret(staff.coordinator) },
    );
    tally.equal("closed after", (await play.developer.send("GET", path)).status, 404);
    await play.coordinator("close_leak_review", {
        leaked: "（演習）詳細情報。",
        whom: "（演習）誤送付先の担当者1名。",
        exploitable: "no",
        priority: "nothing",
        customers: "nothing",
        findings: "（演習）開封済み。破棄を確認。",
    });
}

const CASES = {
    不受理: notAccepted,
    公知のため取りやめ: known,
    影響なしのため取りやめ: noImpact,
    全顧客に連絡済みのため取りやめ: usersInformed,
    公表日の見直し: dateReviewed,
    概要への回答の変更: answerChanged,
    不達の通知: letterReturned,
    再開: reopened,
    誤送付: wrongSend,
};

export async function playSpecial(staff, tally, context) {
    let index = 190;
    for (const [name, act] of Object.entries(CASES)) {
        tally.row(`（演習）${name}`);
        const play = new Special(staff, tally, name, index++);
        await act(play, tally, context).catch((error) =>
            tally.check("it runs to its end", false, error.stack),
        );
    }
}

// proves HND-13: staff find a case and its developer by number, product, organisation and address; a developer of another
// case, the same words in hand, finds nothing.
export async function playSearch(staff, play, tally) {
    tally.row("search");
    const { server } = staff;
    const words = [play.number, play.script.product, play.script.vendor, play.script.vendor.slice(0, 4)];
    const desk = new Session(server, "127.9.0.1");
    await desk.signIn(server.accounts.coordinator1);
    const other = new Session(server, "127.9.0.2");
    await other.signIn(server.accounts.midori);
    for (const word of words) {
        const found = (await desk.post("/search", { text: word })).text;
        tally.check(`staff find ${word}`, found.includes(`/case/${play.case}`), textOf(found));
        const hidden = (await other.post("/search", { text: word })).text;
        tally.check(
            "another developer does not",
            /<h1>検索<\/h1>/.test(hidden) && !/href="\/case\//.test(hidden),
            textOf(hidden),
        );
    }
    const party = (await desk.post("/search", { text: "security@vendor-001.example" })).text;
    tally.check("the organisation by its address", /href="\/organisations\//.test(party));
}

// proves OVW-05 CON-06 HND-14: of all letters of the play none names a title, a product or a developer; each has one reader
// and the mark of an exercise.
export function judgeLetters(mailbox, list, tally) {
    tally.row("all letters");
    const letters = mailbox.letters.map(readLetter);
    tally.check("letters went out", letters.length > 0, `${letters.length}`);
    const secrets = list.flatMap(({ script, finder }) => [
        script.doc.title.ja,
        script.product,
        ...script.vendors,
        finder,
    ]);
    for (const { to, subject, body } of letters) {
        const found = secrets.filter((word) => word && `${subject}\n${body}`.includes(word));
        tally.equal("a letter names what it must not", found, []);
        tally.check("the letter is marked", /【演習】|\[Exercise\]/.test(subject), subject);
        tally.check("it goes to one reader below .example", /^[^@,]+@[^@,]+\.example(\.jp)?$/.test(to), to);
    }
}
