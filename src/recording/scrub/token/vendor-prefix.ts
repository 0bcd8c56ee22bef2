import { type VendorKey, vendorKeys } from '../detect/vendor-keys.ts'

/** The part at the start of a secret that says whose it is, or what it is for. */
export interface MaskedPrefix {
  readonly text: string
  /** The first characters that the token keeps. */
  readonly kept: number
}

/**
 * The first letter of a vendor's prefix becomes `x` (`z` where it is `x`): `sk_live_` reads `xk_live_`, `AKIA` reads `XKIA`. People and
 * learners still see that two keys are of one kind; no scanner and no vendor takes the token for a live key. A prefix of words that
 * belongs to no vendor known here stays (`acme_prod_…`), if what follows is long and mixed.
 */
export function maskVendorPrefix(value: string): MaskedPrefix {
  const vendor = findVendorKey(value)
  if (vendor) return { text: maskFirstLetter(vendor.prefix) + value.slice(vendor.prefix.length), kept: vendor.prefix.length }
  if (isAwsSecretShape(value)) return { text: `${value.slice(0, 20)}-${value.slice(21)}`, kept: 0 }
  const own = /^(?:[A-Za-z]{2,10}[_-]){1,2}(?=[A-Za-z0-9]{16,}$)/.exec(value)?.[0]
  const rest = value.slice(own?.length ?? 0)
  return { text: value, kept: own && /\d/.test(rest) && /[A-Za-z]/.test(rest) ? own.length : 0 }
}

function findVendorKey(value: string): VendorKey | undefined {
  return vendorKeys.find(({ prefix, body }) => {
    if (!value.startsWith(prefix)) return false
    body.lastIndex = prefix.length
    return body.test(value)
  })
}

function maskFirstLetter(prefix: string): string {
  const masks: Record<string, string> = { x: 'z', X: 'Z' }
  return prefix.replace(/[A-Za-z]/, (letter) => masks[letter] ?? (letter < 'a' ? 'X' : 'x'))
}

/** Forty characters of base64 in both cases and digits are what scanners take for an AWS secret key: its token has a dash in the middle. */
function isAwsSecretShape(value: string): boolean {
  return value.length === 40 && /^[A-Za-z0-9/+=]+$/.test(value) && /[a-z]/.test(value) && /[A-Z]/.test(value) && /\d/.test(value)
}
