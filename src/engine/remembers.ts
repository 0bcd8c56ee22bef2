import type { Model } from '#model'

/** Whether a model asks anywhere for what has been: only then is it kept. */
export function remembers({ routes }: Model): boolean {
  return /"log":true|\b(versions|left|written|writes)\(\\"/.test(JSON.stringify(routes))
}
