/**
 * Secrets of the forms that real ones have, put together from parts at run time: the source holds nothing that a scanner, or a person,
 * could take for a live one.
 */
export interface PlantedSecret {
  readonly kind: string
  readonly value: string
}

const upper = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ'
const lower = upper.toLowerCase()
const digits = '0123456789'
const alphanumeric = upper + lower + digits

/** The same letters for the same `seed`. */
function draw(alphabet: string, length: number, seed: number): string {
  let state = seed * 2654435761 + 12345
  let text = ''
  for (let index = 0; index < length; index++) {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0
    text += alphabet[(state >>> 8) % alphabet.length]
  }
  return text
}

const hex = '0123456789abcdef'
const join = (...parts: string[]) => parts.join('')

/** Known by their form alone, wherever they stand. */
export function plantRecognisable(seed = 1): PlantedSecret[] {
  let next = seed * 1000
  const some = (alphabet: string, length: number) => draw(alphabet, length, next++)
  const word = (length: number) => `${some(alphanumeric, length - 2)}7q`
  const kinds: Record<string, string> = {
    'stripe secret': join('sk', '_live_', word(24)),
    'stripe test': join('sk', '_test_', word(24)),
    'stripe restricted': join('rk', '_live_', word(24)),
    'webhook secret': join('wh', 'sec_', word(32)),
    'aws access key': join('AK', 'IA', some(upper + digits, 16)),
    'aws session key': join('AS', 'IA', some(upper + digits, 16)),
    'github personal': join('gh', 'p_', word(36)),
    'github oauth': join('gh', 'o_', word(36)),
    'github app': join('gh', 's_', word(36)),
    'github fine grained': join('github', '_pat_', word(82)),
    gitlab: join('gl', 'pat-', word(20)),
    'slack bot': join('xo', 'xb-', some(digits, 12), '-', some(digits, 12), '-', word(24)),
    'slack user': join('xo', 'xp-', some(digits, 12), '-', some(digits, 12), '-', word(32)),
    'google api': join('AI', 'za', word(35)),
    'google oauth': join('GOC', 'SPX-', word(28)),
    'google access': join('ya', '29.', word(60)),
    openai: join('sk', '-', some(alphanumeric, 20), 'T3Blbk', 'FJ', some(alphanumeric, 20)),
    'openai project': join('sk', '-proj-', word(74), 'T3Blbk', 'FJ', word(74)),
    anthropic: join('sk', '-ant-', 'api03-', word(93), 'AA'),
    npm: join('np', 'm_', word(36)),
    pypi: join('py', 'pi-AgEI', word(70)),
    sendgrid: join('S', 'G.', word(22), '.', word(43)),
    'twilio key': join('S', 'K', some(hex, 32)),
    'twilio account': join('A', 'C', some(hex, 32)),
    mailgun: join('ke', 'y-', some(hex, 32)),
    square: join('sq0', 'atp-', word(22)),
    shopify: join('shp', 'at_', some(hex, 32)),
    digitalocean: join('do', 'p_v1_', some(hex, 64)),
    linear: join('lin', '_api_', word(40)),
    notion: join('nt', 'n_', some(digits, 11), word(35)),
    figma: join('fi', 'gd_', word(40)),
    atlassian: join('ATA', 'TT3', word(60)),
    doppler: join('dp', '.pt.', word(43)),
    databricks: join('da', 'pi', some(hex, 32)),
    huggingface: join('h', 'f_', some(lower + upper, 34)),
    postman: join('PM', 'AK-', some(hex, 24), '-', some(hex, 34)),
    'new relic': join('NR', 'AK-', some(upper + digits, 27)),
    grafana: join('gl', 'sa_', word(32), '_', some(hex, 8)),
    vault: join('hv', 's.', word(95)),
    docker: join('dc', 'kr_pat_', word(27)),
    planetscale: join('pscale', '_tkn_', word(43)),
    rubygems: join('ruby', 'gems_', some(hex, 48)),
    groq: join('gs', 'k_', word(52)),
    vercel: join('vc', 'p_', word(24)),
    buildkite: join('bk', 'ua_', some(hex, 40)),
    supabase: join('sb', 'p_', some(hex, 40)),
    'e-mail': join(some(lower, 5), '.', some(lower, 6), some(digits, 2), '@', some(lower, 7), '.co.uk'),
    'e-mail at a reserved domain': join(some(lower, 9), '@', 'example.com'),
    'phone with country': '+44 20 7946 0958',
    'phone of North America': '(415) 555-2671',
    'card in groups': withLuhn(`4${some(digits, 14)}`).replace(/(\d{4})(?=\d)/g, '$1 '),
    'card in one piece': withLuhn(`52${some(digits, 13)}`),
    'card of 15 digits': withLuhn(`37${some(digits, 12)}`),
    'account number': 'DE89370400440532013000',
    'account number in groups': 'GB29 NWBK 6016 1331 9268 19',
    'social security': '219-09-9999',
    'web token': webToken(some(alphanumeric, 43)),
    'private key': join(
      '-----BEGIN ',
      'RSA PRIVATE',
      ' KEY-----\n',
      `MIIEpA${some(alphanumeric, 58)}\n${some(alphanumeric, 64)}`,
      '\n-----END ',
      'RSA PRIVATE',
      ' KEY-----',
    ),
    'slack hook': join('https://hooks.sl', 'ack.com/services/T', some(upper, 8), '/B', some(upper, 8), '/', word(24)),
    'database url': join('postgres', '://app:', word(18), '@db.internal.test:5432/main'),
    'document database url': join('mongodb', '+srv://app:', word(18), '@cluster0.mongodb.test/main'),
    'password in a url': join('https', '://deploy:', word(14), '@git.internal.test/repo.git'),
    'signed url': join('https://bucket.s3.test/file?X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Sig', 'nature=', some(hex, 64)),
    'account key': join('DefaultEndpointsProtocol=https;AccountName=store;Account', 'Key=', some(alphanumeric, 86), '=='),
    'bearer in text': join('Bear', 'er ', word(40)),
    'assignment in text': join('pass', 'word=', word(14)),
  }
  return Object.entries(kinds).map(([kind, value]) => ({ kind, value }))
}

/** The part of a planted secret that must be gone: layout, scheme and labels may stay. */
export function secretPart({ kind, value }: PlantedSecret): string {
  if (/url$/.test(kind)) return /:([^:@/]+)@/.exec(value)?.[1] ?? (value.split('=').at(-1) as string)
  if (kind === 'slack hook') return value.split('/').at(-1) as string
  if (kind === 'account key' || kind === 'assignment in text') return /(?:Key|password)=(.*)$/.exec(value)?.[1] as string
  if (kind === 'bearer in text') return value.slice(7)
  if (kind === 'web token') return value.split('.').at(-1) as string
  if (kind === 'private key') return value.split('\n')[1] as string
  return value
}

/** Known only by the name that they go under. */
export function plantNamed(seed = 1): PlantedSecret[] {
  let next = seed * 5000
  const names =
    'password passwd pwd secret token access_token accessToken refresh_token id_token api_key apiKey apikey client_secret clientSecret private_key secretKey aws_secret_access_key session_token csrf_token webhook_secret signing_key passphrase otp pin encryptionKey auth_token X-Amz-Security-Token user[password] newPassword password_confirmation'
  return names.split(' ').map((kind) => ({ kind, value: `${draw(alphanumeric, kind === 'aws_secret_access_key' ? 38 : 16, next++)}4w` }))
}

function withLuhn(start: string): string {
  for (let last = 0; last < 10; last++) {
    const sum = [...`${start}${last}`].reverse().reduce((total, character, index) => {
      const digit = Number(character) * (index % 2 === 1 ? 2 : 1)
      return total + (digit > 9 ? digit - 9 : digit)
    }, 0)
    if (sum % 10 === 0) return `${start}${last}`
  }
  throw new Error('no digit makes it valid')
}

function webToken(signature: string): string {
  const part = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url')
  return [
    part({ alg: 'HS256', typ: 'JWT' }),
    part({ sub: 'user_17', email: 'grace.hopper@navy.mil', exp: 1900000000, iat: 1800000000 }),
    signature,
  ].join('.')
}
