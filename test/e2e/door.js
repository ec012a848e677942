// test/e2e/door.js — the running portal seen from outside: how it is confined, what it holds open, and that a report
// goes through the door all the same.

import { readFileSync, readdirSync, readlinkSync } from "node:fs";
import { join } from "node:path";
import { report, Staff } from "./acts.js";
import { root, Server } from "./server.js";
import { scriptOf } from "./records.js";
import { Tally } from "./tally.js";

const FORBIDDEN = [
    "log.db",
    "keys.db",
    "master.key",
    "todoke.conf",
    "blobs",
    "spool",
    "quarantine",
    "training-accounts.txt",
];

const statusOf = (pid, name) =>
    readFileSync(`/proc/${pid}/status`, "utf8").match(new RegExp(`^${name}:\\s*(\\S+)`, "m"))?.[1];

function openFiles(pid) {
    return readdirSync(`/proc/${pid}/fd`)
        .map((fd) => {
            try {
                return readlinkSync(`/proc/${pid}/fd/${fd}`);
            } catch {
                return "";
            }
        })
        .filter(Boolean);
}

// The program itself may still be visible only in part: /proc/PID/fd of a process that cannot be dumped is root's.
function filesOrReason(pid) {
    try {
        return { files: openFiles(pid) };
    } catch (error) {
        return { reason: error.code };
    }
}

function looksConfined(server, tally, pid) {
    tally.equal("Seccomp is a filter", statusOf(pid, "Seccomp"), "2");
    tally.equal("NoNewPrivs", statusOf(pid, "NoNewPrivs"), "1");
    for (const task of readdirSync(`/proc/${pid}/task`)) {
        tally.equal(`Seccomp of thread ${task}`, statusOf(`${pid}/task/${task}`, "Seccomp"), "2");
    }
    const { files, reason } = filesOrReason(pid);
    if (reason) return tally.skip(`open files of the portal are not ours to see (${reason})`, 2);
    const names = files
        .filter((file) => file.startsWith(server.dir))
        .map((file) => file.slice(server.dir.length + 1));
    tally.equal(
        "no forbidden file is open",
        names.filter((name) =>
            FORBIDDEN.some(
                (f) => name === f || name.startsWith(`${f}/`) || name.startsWith(`${f}-`),
            ),
        ),
        [],
    );
    tally.equal(
        "the data directory itself is not open",
        files.filter((file) => file === server.dir),
        [],
    );
    tally.equal("what is open", [...new Set(names)].sort(), [
        "clock",
        "letterbox",
        "public",
        "replies",
    ]);
}

async function main() {
    const tally = new Tally("door (process)");
    let server;
    try {
        server = await Server.begin();
        const pid = server.portalPid();
        if (tally.check("the portal is a process of its own", pid > 0))
            looksConfined(server, tally, pid);
        const desk = server.childPid("role-desk");
        tally.equal("control: the desk is not filtered", statusOf(desk, "Seccomp"), "0");
        const { groups } = JSON.parse(readFileSync(join(root, "test/e2e/invented.json"), "utf8"));
        const play = { index: 0, group: groups[0], script: scriptOf(groups[0]) };
        await report(new Staff(server), play);
        tally.check("a report goes through the door", Boolean(play.report));
        tally.equal(
            "and the letter box is empty again",
            readdirSync(join(server.dir, "letterbox")),
            [],
        );
    } catch (error) {
        tally.check("the portal runs", false, `${error.stack}\n${server?.log.slice(-3000) ?? ""}`);
    } finally {
        await server?.stop();
    }
    process.exitCode = tally.end();
}

await main();
