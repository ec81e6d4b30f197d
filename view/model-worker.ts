import { transferOf, type Request } from "./protocol.js";
import { Session } from "./session.js";

const session = new Session();

self.onmessage = ({ data }: MessageEvent<Request>) => {
  const reply = session.handle(data);
  self.postMessage(reply, { transfer: transferOf(reply) });
};
