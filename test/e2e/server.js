// test/e2e/server.js — a training directory of its own, served by the program on free ports of loopback, and taken away
// at the end. It reaches the program as its operator does: by the command line.

import { execFileSync, spawn } from "node:child_process";
import { createHmac } from "node:crypto";
import { mkdtempSync, readFileSync, readdirSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";

export const root = resolve(dirname(fileURLToPath(import.meta.url)), "../..");
const buildDir = resolve(root, process.env.TODOKE_BUILD ?? "build");
const READY_MS = 30000;
const ENDING_MS = 12000;
const TOTP_SECONDS = 30;

export const pause = (ms) => new Promise((done) => setTimeout(done, ms));

// Asks `question` until it answers something true.
export async function until(what, question, ms = 15000) {
    const end = Date.now() + ms;
    let fault = "";
    do {
        try {
            const answer = await question();
            if (answer) return answer;
        } catch (error) {
            fault = ` (${error.message})`;
        }
        await pause(120);
    } while (Date.now() < end);
    throw new Error(`waited ${ms / 1000} s in vain for ${what}${fault}`);
}

function freePort() {
    return new Promise((done, fail) => {
        const server = createServer();
        server.once("error", fail);
        server.listen(0, "127.0.0.1", () => {
            const { port } = server.address();
            server.close(() => done(port));
        });
    });
}

const ALPHABET = "abcdefghijklmnopqrstuvwxyz234567";

function base32Read(text) {
    const bits = [...text.toLowerCase().replace(/[^a-z2-7]/g, "")]
        .map((c) => ALPHABET.indexOf(c).toString(2).padStart(5, "0"))
        .join("");
    return Buffer.from(bits.match(/.{8}/g).map((byte) => parseInt(byte, 2)));
}

// RFC 6238 with SHA-1, six digits, thirty seconds.
export function totp(secret, atMs) {
    const counter = Buffer.alloc(8);
    counter.writeBigUInt64BE(BigInt(Math.floor(atMs / 1000 / TOTP_SECONDS)));
    const mac = createHmac("sha1", base32Read(secret)).update(counter).digest();
    const at = mac[19] & 15;
    return String((mac.readUInt32BE(at) & 0x7fffffff) % 1000000).padStart(6, "0");
}

// name, password, key: the first three columns of training-accounts.txt.
function readAccounts(text) {
    const accounts = {};
    for (const line of text.split("\n")) {
        const [login, password, secret] = line.split(/\s+/);
        if (/^[a-z][a-z0-9.-]+$/.test(login ?? "") && /^[a-z2-7]{32}$/.test(secret ?? ""))
            accounts[login] = { login, password, secret };
    }
    return accounts;
}

for (const signal of ["SIGTERM", "SIGINT"]) process.once(signal, () => process.exit(1));

export class Server {
    // `start` is where the clock of the training directory begins; `settings` differ from those of every test.
    static async begin({ start = "2026-03-02T09:00:00+09:00", settings = {} } = {}) {
        const server = new Server();
        server.home = mkdtempSync(join(tmpdir(), "todoke-e2e-"));
        server.dir = join(server.home, "training");
        server.program = join(buildDir, "todoke");
        server.nowMs = Date.parse(start);
        server.usedStep = new Map();
        server.atExit = () => server.#abandon();
        process.once("exit", server.atExit);
        try {
            await server.#make(start, settings);
            await server.#serve();
        } catch (error) {
            await server.stop();
            throw error;
        }
        return server;
    }

    run(...args) {
        return execFileSync(this.program, args, {
            encoding: "utf8",
            stdio: ["ignore", "pipe", "pipe"],
        });
    }

    async #make(start, special) {
        const [portal, desk] = [await freePort(), await freePort()];
        this.portal = `http://127.0.0.1:${portal}`;
        this.desk = `http://127.0.0.1:${desk}`;
        const settings = {
            portal_listen: `127.0.0.1:${portal}`,
            desk_listen: `127.0.0.1:${desk}`,
            portal_url: this.portal,
            desk_url: this.desk,
            password_cost: "reduced",
            ...special,
        };
        const set = Object.entries(settings).flatMap(([name, value]) => [
            "--set",
            `${name}=${value}`,
        ]);
        this.run("init", "--training", "--dir", this.dir, "--clock-start", start, ...set);
        this.accounts = readAccounts(readFileSync(join(this.dir, "training-accounts.txt"), "utf8"));
        if (Object.keys(this.accounts).length < 8)
            throw new Error("training-accounts.txt names too few accounts");
    }

    async #serve() {
        this.log = "";
        this.child = spawn(this.program, ["serve", "--dir", this.dir], {
            stdio: ["ignore", "pipe", "pipe"],
        });
        for (const stream of [this.child.stdout, this.child.stderr]) {
            stream.on("data", (bytes) => {
                this.log = (this.log + bytes).slice(-200000);
            });
        }
        this.child.once("exit", (code, signal) => {
            this.ended = `exit ${code ?? signal}`;
        });
        const answers = async (url) => (await fetch(url, { redirect: "manual" })).status > 0;
        await until(
            "the server",
            async () => {
                if (this.ended) throw new Error(`the server ended: ${this.ended}\n${this.log}`);
                return (
                    (await answers(`${this.portal}/report`)) &&
                    (await answers(`${this.desk}/sign-in`))
                );
            },
            READY_MS,
        );
    }

    // A token of the interface for one person in one role.
    token(login, role) {
        return this.run("token", "--dir", this.dir, "--login", login, "--role", role).match(
            /[a-z2-7]{52}/,
        )[0];
    }

    // Moves the clock of the training directory; `to` in milliseconds.
    advanceTo(to) {
        const at = new Date(to).toISOString().replace(/\.\d+Z$/, "Z");
        this.run("clock", "advance", "--dir", this.dir, "--to", at);
        this.nowMs = Date.parse(at);
    }

    // How the desk is: number of events, and whether anything failed.
    health() {
        return JSON.parse(this.run("health", "--dir", this.dir));
    }

    // Letters are taken in and what is due is released before this returns.
    tick() {
        this.run("tick", "--dir", this.dir);
    }

    // A code that was not used yet: each is good once, so the clock moves on when necessary.
    code(secret) {
        const step = () => Math.floor(this.nowMs / 1000 / TOTP_SECONDS);
        if ((this.usedStep.get(secret) ?? -1) >= step())
            this.advanceTo((step() + 1) * TOTP_SECONDS * 1000);
        this.usedStep.set(secret, step());
        return totp(secret, this.nowMs);
    }

    // Process id of the child of the server whose command line holds `word`; 0 without one.
    childPid(word) {
        for (const name of readdirSync("/proc").filter((n) => /^\d+$/.test(n))) {
            const mine = new RegExp(`^PPid:\t${this.child.pid}$`, "m").test(
                readQuietly(`/proc/${name}/status`),
            );
            if (mine && readQuietly(`/proc/${name}/cmdline`).includes(word)) return Number(name);
        }
        return 0;
    }

    portalPid() {
        return this.childPid("todoke-portal");
    }

    // The test itself is ended from outside: nothing of it may go on running or stay on the disk.
    #abandon() {
        if (this.child && !this.ended) {
            this.child.kill("SIGTERM");
            const clock = new Int32Array(new SharedArrayBuffer(4));
            const runs = () => /^State:\t[^Z]/m.test(readQuietly(`/proc/${this.child.pid}/status`));
            for (let ms = 0; ms < ENDING_MS && runs(); ms += 100) Atomics.wait(clock, 0, 0, 100);
        }
        rmSync(this.home, { recursive: true, force: true });
    }

    async stop() {
        if (this.child && !this.ended) {
            this.child.kill("SIGTERM");
            const quick = await Promise.race([
                new Promise((done) => this.child.once("exit", () => done(true))),
                pause(8000),
            ]);
            if (!quick && !this.ended) this.child.kill("SIGKILL");
        }
        rmSync(this.home, { recursive: true, force: true });
        process.removeListener("exit", this.atExit);
    }
}

function readQuietly(path) {
    try {
        return readFileSync(path, "utf8");
    } catch {
        return "";
    }
}
