// test/e2e/browser.js — one case clicked through in a browser by finder, reception, coordinators, two developers and
// reader, in Japanese and then another in English; and the report form without JavaScript. Screenshots: build/screenshots/<lang>/.

import { rmSync } from "node:fs";
import { basename, join } from "node:path";
import { chromium } from "playwright-core";
import {
    administrates,
    answers,
    approvesAsReception,
    coordinates,
    developerWorks,
    expires,
    finderFollows,
    finderReports,
    publishes,
    readerReads,
    receives,
    reportsWithoutScripts,
    silentDeveloperOpens,
} from "./scenes.js";
import {
    asksAnotherDeveloper,
    coordinatorLooksAround,
    developerLooksAround,
    looksInTheDark,
    receptionLooksAround,
} from "./rooms.js";
import {
    answersTheOverview,
    asksToRegister,
    coordinatorInCorners,
    finderHasAnAccount,
    opensTheNotice,
    correctsASend,
} from "./corners.js";
import { root, Server } from "./server.js";
import { Tally } from "./tally.js";
import { validateHtml } from "./vnu.js";
import { Album, CHROMIUM, Walker } from "./walker.js";

const SCENES = [
    finderReports,
    receives,
    answers,
    administrates,
    coordinates,
    developerWorks,
    silentDeveloperOpens,
    asksAnotherDeveloper,
    opensTheNotice,
    asksToRegister,
    answersTheOverview,
    coordinatorLooksAround,
    coordinatorInCorners,
    developerLooksAround,
    receptionLooksAround,
    publishes,
    approvesAsReception,
    expires,
    readerReads,
    finderFollows,
    finderHasAnAccount,
    correctsASend,
    looksInTheDark,
];

async function walkThrough(browser, server, tally, lang) {
    const folder = join(root, "build/screenshots", lang);
    rmSync(folder, { recursive: true, force: true });
    const stage = {
        browser,
        server,
        tally,
        lang,
        album: new Album(tally, folder, lang),
        walkers: {},
    };
    stage.walker = async (name, options) =>
        (stage.walkers[name] ??= await Walker.open(browser, stage.album, options));
    for (const scene of SCENES) {
        tally.row(`${lang} ${scene.name}`);
        try {
            await scene(stage);
        } catch (error) {
            tally.check(`${lang} ${scene.name} comes to its end`, false, error.stack);
            await Promise.all(
                Object.values(stage.walkers).map((w, i) =>
                    w.page.screenshot({ path: join(folder, `zz-end-${i}.png`) }).catch(() => {}),
                ),
            );
            break;
        }
    }
    for (const walker of Object.values(stage.walkers)) await walker.close();
    tally.row(`${lang} HTML`);
    validateHtml(tally, stage.album.pages, (file) => `${lang}/${basename(file)}`);
}

// Each walk has a server of its own: all of them come from one address, and the programs count by address.
async function onStage(tally, act) {
    let server;
    let browser;
    try {
        server = await Server.begin();
        browser = await chromium.launch(CHROMIUM);
        await act(browser, server);
    } catch (error) {
        tally.check(
            "the walk comes to its end",
            false,
            `${error.stack}\n${server?.log.slice(-2000) ?? ""}`,
        );
    } finally {
        await browser?.close();
        await server?.stop();
    }
}

async function main() {
    const tally = new Tally("browser");
    const languages = process.argv.slice(2).length > 0 ? process.argv.slice(2) : ["ja", "en"];
    for (const lang of languages)
        await onStage(tally, (browser, server) => walkThrough(browser, server, tally, lang));
    tally.row("without JavaScript");
    await onStage(tally, async (browser, server) => {
        const album = new Album(tally, join(root, "build/screenshots/plain"), "ja");
        const judged = await Walker.open(browser, album);
        await judged.judgesWork();
        await judged.close();
        await reportsWithoutScripts({
            server,
            album,
            walker: (_, options) => Walker.open(browser, album, options),
        });
    });
    tally.table();
    process.exitCode = tally.end();
}

await main();
