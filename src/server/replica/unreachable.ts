import type { Refusal } from '../wire/refuse.ts'

export function unreachable(error: unknown): Refusal {
  const { message, code, name } = error as NodeJS.ErrnoException
  return {
    status: 503,
    code: 'state-unreachable',
    message: `the sessions are out of reach: ${message || code || name}`,
    help: 'see that the Redis of --state runs; what was asked may have been done',
  }
}

export const lost: Refusal = {
  status: 503,
  code: 'state-unreachable',
  message: 'the session was let go before this was answered; what was asked may have been done',
  help: 'start the twin with a higher --max-sessions',
}
