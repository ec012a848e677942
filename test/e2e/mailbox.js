// test/e2e/mailbox.js — a mail server for the play: takes every letter that the desk hands over, keeps it to be read, and
// refuses recipients whose address says so. It speaks just as much SMTP as that takes and sends nothing anywhere; how the
// courier behaves towards a real mail server is the matter of the suite "mail".

import { createServer } from "node:net";

const REFUSED = /^refused/;

export class Mailbox {
    static begin() {
        const box = new Mailbox();
        box.letters = [];
        box.refusals = 0;
        box.sockets = new Set();
        box.server = createServer((socket) => box.#serve(socket));
        return new Promise((done, fail) => {
            box.server.once("error", fail);
            box.server.listen(0, "127.0.0.1", () => {
                box.url = `smtp://127.0.0.1:${box.server.address().port}`;
                done(box);
            });
        });
    }

    #serve(socket) {
        this.sockets.add(socket);
        socket.on("close", () => this.sockets.delete(socket));
        socket.on("error", () => socket.destroy());
        const state = { waiting: "", to: "", inData: false };
        socket.write("220 mailbox.example\r\n");
        socket.on("data", (bytes) => {
            state.waiting += bytes.toString("utf8");
            this.#consume(socket, state);
        });
    }

    #consume(socket, state) {
        for (;;) {
            const end = state.waiting.indexOf(state.inData ? "\r\n.\r\n" : "\r\n");
            if (end < 0) return;
            const text = state.waiting.slice(0, end);
            state.waiting = state.waiting.slice(end + (state.inData ? 5 : 2));
            socket.write(`${state.inData ? this.#letter(state, text) : this.#answer(state, text)}\r\n`);
        }
    }

    #letter(state, text) {
        state.inData = false;
        this.letters.push({ to: state.to, text: text.replaceAll("\r\n..", "\r\n.") });
        return "250 kept";
    }

    #answer(state, line) {
        const [, address] = line.match(/^RCPT TO:<([^>]*)>/i) ?? [];
        if (address !== undefined) {
            state.to = address;
            if (!REFUSED.test(address)) return "250 ok";
            this.refusals++;
            return "550 5.1.1 no such mailbox";
        }
        if (/^DATA$/i.test(line)) {
            state.inData = true;
            return "354 go on";
        }
        return /^QUIT$/i.test(line) ? "221 bye" : "250 ok";
    }

    stop() {
        for (const socket of this.sockets) socket.destroy();
        return new Promise((done) => this.server.close(done));
    }
}

// The text of a letter as its reader sees it: encoded words and the transfer encoding undone.
export function readLetter(letter) {
    const [head, ...rest] = letter.text.split("\r\n\r\n");
    const subject = head
        .replace(/\r\n[ \t]+/g, " ")
        .match(/^Subject: (.*)$/im)[1]
        .replace(/\?=\s+=\?/g, "?==?")
        .replace(/=\?utf-8\?b\?([^?]*)\?=/gi, (_, coded) => Buffer.from(coded, "base64").toString());
    const encoding = head.match(/^Content-Transfer-Encoding: (.*)$/im)?.[1].trim().toLowerCase();
    const body = rest.join("\r\n\r\n");
    return {
        to: letter.to,
        subject,
        body: encoding === "base64" ? Buffer.from(body, "base64").toString() : body,
    };
}
