// XML read piece by piece: names without their prefix, no document type, no entity beyond XML's own five.

import { StringDecoder } from "node:string_decoder";
import { SaxesParser, type SaxesTagPlain } from "saxes";
import { Refusal } from "./refusal.ts";

const chunkBytes = 64 * 1024;

export interface XmlEvents {
  readonly open: (name: string, attributes: Readonly<Record<string, string>>) => void;
  readonly text?: (text: string) => void;
  readonly close?: (name: string) => void;
}

/** Feeds the events of one XML part; `part` names it in the Refusal for what is not well-formed. */
export function readXml(part: string, bytes: Buffer, events: XmlEvents): void {
  const parser = new SaxesParser({ xmlns: false, position: false });
  parser.on("error", (error) => {
    throw new Refusal(
      `The part ${part} is not well-formed XML (${error.message.slice(0, 120)}). Save it again.`,
    );
  });
  parser.on("doctype", () => {
    throw new Refusal(`The part ${part} declares a document type, which no such file needs.`);
  });
  parser.on("opentag", (tag: SaxesTagPlain) => events.open(local(tag.name), tag.attributes));
  if (events.close) {
    const { close } = events;
    parser.on("closetag", (tag) => close(local(tag.name)));
  }
  if (events.text) {
    parser.on("text", events.text);
    parser.on("cdata", events.text);
  }
  const decoder = new StringDecoder("utf8");
  for (let at = 0; at < bytes.length; at += chunkBytes)
    parser.write(decoder.write(bytes.subarray(at, at + chunkBytes)));
  parser.write(decoder.end()).close();
}

function local(name: string): string {
  const colon = name.indexOf(":");
  return colon < 0 ? name : name.slice(colon + 1);
}
