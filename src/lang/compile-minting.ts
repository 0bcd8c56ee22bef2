import { encodeBase64Url, type JsonObject } from '#base'
import type { Evaluate } from './compile-expression.ts'
import { ExpressionNameError } from './expression-name-error.ts'
import { type MintShape, problemOfMintShape } from './mint-shape.ts'
import { printJson } from './print-json.ts'
import { isObject } from './value.ts'

/** Calls that make texts up; `literal` reads the argument at a place as a text that is written there. Throws `ExpressionNameError` for a shape that is none. */
export function compileMinting(name: 'mint' | 'token' | 'webToken', args: readonly Evaluate[], literal: (at: number) => string): Evaluate {
  const shape = readShape(name, literal(name === 'webToken' ? 2 : 0))
  if (name === 'mint') {
    const isGuess = args.length > 1 && literal(1) === 'guess'
    return (environment) => environment.minting.random(shape, isGuess)
  }
  if (name === 'webToken') return compileWebToken(args, shape)
  const fresh = args.length > 2 && literal(2) === 'fresh'
  return (environment) => {
    const key = args[1]?.(environment)
    return typeof key === 'string' || typeof key === 'number' ? environment.minting.token(shape, String(key), fresh) : undefined
  }
}

/** A JSON web token (RFC 7519): the same header and claims have the same signature, which has the shape. */
function compileWebToken([header, claims]: readonly Evaluate[], shape: MintShape): Evaluate {
  return (environment) => {
    const parts = [header?.(environment), claims?.(environment)]
    if (!parts.every(isObject)) return undefined
    const signed = parts.map((part) => encodeBase64Url(printJson(part as JsonObject))).join('.')
    if (shape !== '') environment.onGuess?.('shown')
    return environment.minting.token(`${signed}.${shape}`, '', false)
  }
}

function readShape(name: string, shape: string): MintShape {
  const problem = problemOfMintShape(shape)
  if (problem !== undefined) throw new ExpressionNameError(`${name}: ${problem}`)
  return shape
}
