/** What a process ends with. */
export const exitCodes = { ok: 0, user: 1, conformance: 2, policy: 3, runtime: 4 } as const
export type ExitCode = (typeof exitCodes)[keyof typeof exitCodes]
