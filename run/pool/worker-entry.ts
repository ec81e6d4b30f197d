/** What a thread is asked: the default export of a module, given as URL, is called with the task. */
export interface Call {
  readonly module: string;
  readonly task: unknown;
}

/** An error without its class, which is lost between threads. */
export interface Failure {
  readonly name: string;
  readonly message: string;
  readonly stack: string;
}

/** What becomes of a call. */
export type Return<Answer> = { readonly answer: Answer } | { readonly error: Failure };

/** Entry of every worker thread. */
export default async function perform({ module, task }: Call): Promise<Return<unknown>> {
  try {
    const { default: run } = (await import(module)) as { default: (task: unknown) => unknown };
    return { answer: await run(task) };
  } catch (error) {
    const { name, message, stack } = error instanceof Error ? error : new Error(String(error));
    return { error: { name, message, stack: stack ?? message } };
  }
}
