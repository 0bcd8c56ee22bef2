import type { AllowedHosts } from '../allowed-hosts.ts'
import type { ArrivedRequest } from '../wire/arrived-request.ts'
import type { Refusal } from '../wire/refuse.ts'

/** Who may control the server: callers that name it by a name of its own, and no page of another site. */
export function guardControl(request: ArrivedRequest, allowed: AllowedHosts, localAddress: string | undefined): Refusal | undefined {
  const { host } = request
  if (host === undefined || !allowed.allowsHost(host, localAddress)) return foreignHost(host)
  for (const [name, value] of request.headers) {
    if (name.toLowerCase() === 'origin' && !allowed.allowsOrigin(value, localAddress)) return foreignOrigin(value)
  }
  return undefined
}

function foreignHost(host: string | undefined): Refusal {
  return {
    status: 403,
    code: 'foreign-host',
    message: `the control plane does not answer to the host ${JSON.stringify(host ?? '')}`,
    help: 'call it by the address that the server printed, or start the twin with --allow-host NAME',
  }
}

function foreignOrigin(origin: string): Refusal {
  return {
    status: 403,
    code: 'foreign-origin',
    message: `pages of ${JSON.stringify(origin)} may not control this server`,
    help: 'call the control plane from the machine itself, or start the twin with --allow-host NAME',
  }
}
