// test/e2e/play.js — plays advisories from the finder's report to the published page, over HTTP only, and judges the
// pages, feeds and documents that come out.
//
//   script/play FILE [--groups N]     real CVE records, one JSON text a line, grouped by their JVN number; all without N
//   script/play --invented            the invented advisory of test/e2e/invented.json and the hostile requests
//
// What a record does not say is invented; build/play/synthetic.json says what, and nothing of it is a company's word.

import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import {
    approve,
    coordinate,
    handOver,
    openDirectly,
    receiptPage,
    register,
    report,
    Staff,
} from "./acts.js";
import { textOf } from "./html.js";
import { playHostile } from "./hostile.js";
import { Mailbox } from "./mailbox.js";
import { Site } from "./published.js";
import { normalised, readGroups, registrations, scriptOf, SYNTHETIC } from "./records.js";
import { playRevision } from "./revision.js";
import { judgeLetters, playSearch, playSpecial } from "./special.js";
import { pause, root, Server, until } from "./server.js";
import { Tally } from "./tally.js";

const FIRST_DATE = Date.parse("2026-03-20T12:00:00+09:00");
const DAY_MS = 86400000;
const LIFTED = "解除";

function readArguments(args) {
    const at = args.indexOf("--groups");
    const groups = at < 0 ? 0 : Number(args[at + 1]);
    const file = args.find((arg, i) => !arg.startsWith("--") && (at < 0 || i !== at + 1));
    const invented = args.includes("--invented");
    if ((!file && !invented) || !Number.isInteger(groups) || groups < 0) {
        console.error("use: script/play FILE [--groups N]   or   script/play --invented");
        process.exit(2);
    }
    return { file, groups, invented };
}

function plays({ file, groups, invented }) {
    const found = invented
        ? JSON.parse(readFileSync(join(root, "test/e2e/invented.json"), "utf8")).groups
        : readGroups(file, groups);
    return found.map((group, index) => {
        const date = new Date(FIRST_DATE + (index % 3) * DAY_MS)
            .toISOString()
            .replace(".000Z", "Z");
        return { index, date, group, script: scriptOf(group) };
    });
}

function writeSidecar(keep, list) {
    const rows = list.map(({ group, script, number, finder, developers, date }) => ({
        source: group.source,
        number,
        finder,
        developers: developers?.map(({ vendor, login, part }) => ({ vendor, login, part })),
        date,
        cves: script.doc.cves.map((c) => c.id),
    }));
    writeFileSync(
        join(keep, "synthetic.json"),
        `${JSON.stringify({ synthetic: true, invented: SYNTHETIC, plays: rows }, null, 4)}\n`,
    );
}

async function untilApproved(staff, play, site, kinds) {
    await register(staff, play, kinds);
    if (play.group.direct) await openDirectly(staff, play);
    else {
        await report(staff, play);
        await handOver(staff, play);
    }
    await coordinate(staff, play);
    await approve(staff, play);
    await site.isHidden(play);
}

// FND-08: the finder learns the number, and that the non-disclosure request has ended.
async function finderIsTold(staff, play, receipt, tally) {
    const page = await until("the finder's page to say it", async () => {
        const answer = await receiptPage(staff, receipt);
        return answer.text.includes(play.number) && answer;
    }).catch(() => receiptPage(staff, receipt));
    const shown = textOf(page.text);
    tally.check(
        "the receipt page names the number",
        shown.includes(play.number),
        shown.slice(0, 300),
    );
    tally.check(
        "the receipt page says that the request has ended",
        shown.includes(LIFTED),
        shown.slice(0, 600),
    );
}

async function publishAll(staff, list, site, tally) {
    const { server } = staff;
    for (const date of [...new Set(list.map((play) => play.date))].sort()) {
        const due = list.filter((play) => play.date === date && play.number);
        server.advanceTo(Date.parse(date) - 1000);
        for (const play of due) {
            tally.row(play.group.source);
            await site.isHidden(play);
        }
        server.advanceTo(Date.parse(date) + 1000);
        server.tick();
        for (const play of due) {
            tally.row(`${play.group.source} → ${play.number}`);
            await site.isComplete(play);
            for (const receipt of play.reports ?? [])
                await finderIsTold(staff, play, receipt, tally);
        }
    }
}

function tellNames(groups) {
    for (const { from, to } of normalised(groups))
        console.log(`name ${JSON.stringify(from)} is played as ${JSON.stringify(to)}`);
}

async function playAll(server, list, tally, keep, { invented, kinds }) {
    const staff = new Staff(server);
    const site = new Site(server, tally, keep);
    for (const play of list) {
        tally.row(play.group.source);
        await untilApproved(staff, play, site, kinds).catch((error) =>
            tally.check("the play reaches its approvals", false, error.stack),
        );
    }
    writeSidecar(keep, list);
    await publishAll(staff, list, site, tally);
    if (invented) await playRevision(staff, list[0], site, tally);
    tally.row("all feeds and pages");
    await site.isOrdered();
    await site.isProvided();
    await site.judgesWork();
    const shared = process.env.TODOKE_SHARED;
    await site.validateFeeds(shared && join(shared, "data/myjvn/schemas/hnd"));
    site.validatePages();
    return staff;
}

async function main() {
    const wanted = readArguments(process.argv.slice(2));
    const name = wanted.invented ? "invented" : "records";
    const keep = join(root, "build/play", name);
    const tally = new Tally(`play (${name})`);
    rmSync(keep, { recursive: true, force: true });
    mkdirSync(keep, { recursive: true });
    let server, mailbox;
    try {
        mailbox = await Mailbox.begin();
        const settings = { smtp_url: mailbox.url, mail_delay_minutes: "0" };
        server = await Server.begin({ settings });
        const list = plays(wanted);
        const groups = wanted.invented ? [] : readGroups(wanted.file, 0);
        tellNames(list.map(({ group }) => group));
        const staff = await playAll(server, list, tally, keep, {
            invented: wanted.invented,
            kinds: registrations(groups),
        });
        await playSearch(staff, list[0], tally);
        await playSpecial(staff, tally, { mailbox });
        await until("every letter to be gone", async () => {
            const before = server.health().events;
            for (let round = 0; round < 4; round++) {
                server.tick();
                await pause(500);
            }
            return server.health().events === before;
        });
        judgeLetters(mailbox, list, tally);
        if (wanted.invented) await playHostile(staff, list[0], tally);
    } catch (error) {
        tally.check(
            "the play runs to its end",
            false,
            `${error.stack}\n${server?.log.slice(-3000) ?? ""}`,
        );
    } finally {
        await server?.stop();
        await mailbox?.stop();
    }
    tally.table();
    process.exitCode = tally.end();
}

await main();
