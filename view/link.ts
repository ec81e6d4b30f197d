import ModelWorker from "./model-worker.js?worker&inline";
import type { Reply, Request } from "./protocol.js";

/** The page's end of the worker: requests are answered in order. */
export class Link {
  private readonly worker = new ModelWorker();
  private readonly waiting: ((reply: Reply) => void)[] = [];

  /** @param failed takes the message of a fault of the worker, after which no reply comes */
  constructor(failed: (message: string) => void) {
    this.worker.onmessage = ({ data }: MessageEvent<Reply>) => this.waiting.shift()!(data);
    this.worker.onerror = ({ message }) => failed(message);
  }

  /** No reply is awaited. */
  get idle(): boolean {
    return this.waiting.length === 0;
  }

  ask(request: Request): Promise<Reply> {
    this.worker.postMessage(request);
    return new Promise((resolve) => this.waiting.push(resolve));
  }
}
