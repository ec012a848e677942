// test/e2e/vnu.js — the Nu Html Checker over pages that were kept. It needs Java; without it the pages count as skipped.

import { spawnSync } from "node:child_process";
import { existsSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { root } from "./server.js";

const JAR = join(root, "node_modules/vnu-jar/build/dist/vnu.jar");

// `nameOf` makes the name of a page from its file.
export function validateHtml(tally, files, nameOf) {
    const works = existsSync(JAR) && spawnSync("java", ["-version"]).status === 0;
    if (!works) return tally.skip("the Nu Html Checker needs Java", files.length);
    const spoilt = `${files[0]}.spoilt.html`;
    writeFileSync(spoilt, readFileSync(files[0], "utf8").replace("<main", "<main main"));
    const run = spawnSync(
        "java",
        [
            "-Xss4m",
            "-jar",
            JAR,
            "--format",
            "json",
            "--stdout",
            "--exit-zero-always",
            ...files,
            spoilt,
        ],
        { encoding: "utf8", maxBuffer: 64 << 20 },
    );
    const faults = JSON.parse(run.stdout).messages.filter((m) => m.type === "error");
    rmSync(spoilt);
    tally.check(
        "control: a spoilt page is noticed",
        faults.some((m) => m.url.endsWith(spoilt)),
    );
    for (const file of files) {
        const own = faults
            .filter((m) => m.url.endsWith(file))
            .map((m) => `${m.lastLine}: ${m.message}`);
        tally.equal(`${nameOf(file)} is valid HTML`, own, []);
    }
}
