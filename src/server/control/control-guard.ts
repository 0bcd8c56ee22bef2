import { type HeaderList, refusalOfCaller } from '#http'
import type { OwnNames } from '../own-origin.ts'
import type { ArrivedRequest } from '../wire/arrived-request.ts'
import type { Refusal } from '../wire/refuse.ts'

/** Who may control the server: callers that name it by a name of its own, and no page of another site. */
export function guardControl(request: ArrivedRequest, names: OwnNames): Refusal | undefined {
  const message = refusalOfCaller(withEffectiveHost(request), names.host, names.otherNames)
  if (message === undefined) return undefined
  return {
    status: 403,
    code: 'foreign-caller',
    message,
    help: 'call it from this machine by the address that the server printed, or start the twin with --allow-host NAME',
  }
}

/** The authority of a target in absolute form stands for the header. */
function withEffectiveHost({ headers, host }: ArrivedRequest): HeaderList {
  const others = headers.filter(([name]) => name.toLowerCase() !== 'host')
  return host === undefined ? others : [...others, ['Host', host]]
}
