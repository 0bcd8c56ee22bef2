import { z } from 'zod'
import type { Answer } from '#engine'
import type { Auth, AuthScheme } from '#model'
import type { RouteTest } from '../../route-pattern.ts'
import { refuseWith, withHeaders } from '../answer-with.ts'
import type { Stage, StageCall } from '../stage.ts'
import { bearerToken, checkApiKey, checkBasic, checkBearer, checkHmac, type Verdict } from './check-credential.ts'
import { savedIssuerSchema, TokenIssuer } from './token-issuer.ts'

export interface CompiledAuth {
  readonly rule: Auth
  /** Routes that need nothing. */
  readonly isOpen: RouteTest
  /** What routes need of the scope of a token. */
  readonly needs: readonly { readonly concerns: RouteTest; readonly scope: string }[]
}

/** Lets in who shows a credential that one of the schemes takes. */
export class AuthStage implements Stage {
  readonly name = 'auth'
  readonly #compiled: CompiledAuth
  readonly #issuers: ReadonlyMap<AuthScheme, TokenIssuer>

  constructor(compiled: CompiledAuth, issuers: ReadonlyMap<AuthScheme, TokenIssuer>) {
    this.#compiled = compiled
    this.#issuers = issuers
  }

  static open(compiled: CompiledAuth, seed: number): AuthStage {
    const issuers = compiled.rule.schemes.flatMap((scheme) =>
      scheme.kind === 'oauth2' ? [[scheme, new TokenIssuer(scheme, seed)] as const] : [],
    )
    return new AuthStage(compiled, new Map(issuers))
  }

  enter(call: StageCall): Answer | undefined {
    for (const issuer of this.#issuers.values()) {
      const answer = issuer.answer(call)
      if (answer !== undefined) return answer
    }
    const { rule, isOpen } = this.#compiled
    if (isOpen(call.request, call.route)) return undefined
    const verdicts = rule.schemes.map((scheme) => this.#check(scheme, call))
    if (verdicts.includes('right')) return this.#refuseScope(call)
    const message = verdicts.includes('wrong') ? 'the credential does not hold' : 'a credential is missing'
    const refused = refuseWith(call, { status: rule.status, body: rule.body, code: 'unauthenticated', message })
    const challenge = rule.schemes.map((scheme, at) => challengeOf(scheme, verdicts[at])).find((text) => text !== undefined)
    return rule.status === 401 && challenge !== undefined ? withHeaders(refused, { 'WWW-Authenticate': challenge }) : refused
  }

  fork(): AuthStage {
    return new AuthStage(this.#compiled, new Map([...this.#issuers].map(([scheme, issuer]) => [scheme, issuer.fork()])))
  }

  save(): unknown {
    return [...this.#issuers.values()].map((issuer) => issuer.save())
  }

  load(saved: unknown): AuthStage {
    const issuers = z.array(savedIssuerSchema).length(this.#issuers.size).parse(saved)
    const loaded = [...this.#issuers].map(([scheme, issuer], at) => [scheme, issuer.load(issuers[at] as (typeof issuers)[number])] as const)
    return new AuthStage(this.#compiled, new Map(loaded))
  }

  #check(scheme: AuthScheme, call: StageCall): Verdict {
    if (scheme.kind === 'api-key') return checkApiKey(scheme, call)
    if (scheme.kind === 'basic') return checkBasic(scheme, call)
    if (scheme.kind === 'bearer') return checkBearer(scheme, call)
    if (scheme.kind === 'hmac') return checkHmac(scheme, call)
    const token = bearerToken(call)
    if (token === undefined) return 'absent'
    return this.#issuers.get(scheme)?.grantOf(token, call) === undefined ? 'wrong' : 'right'
  }

  /** RFC 6750, 3.1. */
  #refuseScope(call: StageCall): Answer | undefined {
    const token = bearerToken(call)
    const grant =
      token === undefined
        ? undefined
        : [...this.#issuers.values()].map((issuer) => issuer.grantOf(token, call)).find((one) => one !== undefined)
    if (grant === undefined) return undefined
    const given = grant.scope.split(' ')
    const lacking = this.#compiled.needs.find(({ concerns, scope }) => concerns(call.request, call.route) && !given.includes(scope))
    if (lacking === undefined) return undefined
    const refused = refuseWith(call, { status: 403, code: 'insufficient-scope', message: `the token has no ${lacking.scope}` })
    return withHeaders(refused, { 'WWW-Authenticate': `Bearer error="insufficient_scope", scope="${lacking.scope}"` })
  }
}

function challengeOf(scheme: AuthScheme, verdict: Verdict | undefined): string | undefined {
  if (scheme.kind === 'basic') return `Basic realm="${scheme.realm.replace(/["\\]/g, '\\$&')}"`
  if (scheme.kind === 'bearer' || scheme.kind === 'oauth2') return verdict === 'wrong' ? 'Bearer error="invalid_token"' : 'Bearer'
  return undefined
}
