/** A kind of key that its prefix gives away. */
export interface VendorKey {
  /** Name of the rule in reports and in `scrub.toml`. */
  readonly rule: string
  readonly prefix: string
  /** What follows the prefix. */
  readonly body: RegExp
}

const hex32 = /[0-9a-f]{32}(?![0-9A-Za-z])/y
const word = /[A-Za-z0-9]{16,}/y
const wide = /[A-Za-z0-9_-]{16,}/y
const base64 = /[A-Za-z0-9+/_-]{20,}={0,2}/y

/** Longer prefixes before the shorter ones that they begin with. */
export const vendorKeys: readonly VendorKey[] = [
  ...keys('stripe-secret-key', /[A-Za-z0-9]{8,}/y, 'sk_live_', 'sk_test_', 'sk_org_live_', 'sk_org_test_'),
  ...keys('stripe-restricted-key', /[A-Za-z0-9]{8,}/y, 'rk_live_', 'rk_test_'),
  ...keys('webhook-secret', /[A-Za-z0-9+/=_-]{12,}/y, 'whsec_'),
  ...keys('aws-access-key', /[A-Z0-9]{16}(?![A-Za-z0-9])/y, 'AKIA', 'ASIA', 'AGPA', 'AIDA', 'AROA', 'AIPA', 'ANPA', 'ANVA', 'ABIA', 'ACCA'),
  ...keys('github-token', /[A-Za-z0-9_]{30,}/y, 'github_pat_', 'ghp_', 'gho_', 'ghu_', 'ghs_', 'ghr_'),
  ...keys('gitlab-token', wide, 'glpat-', 'gldt-', 'glrt-', 'glptt-', 'glcbt-', 'gloas-', 'glsoat-', 'glft-', 'glagent-'),
  ...keys('slack-token', /[A-Za-z0-9-]{10,}/y, 'xoxb-', 'xoxp-', 'xoxa-', 'xoxo-', 'xoxr-', 'xoxs-', 'xoxe-', 'xoxc-', 'xoxd-', 'xapp-'),
  ...keys('google-api-key', /[A-Za-z0-9_-]{30,}/y, 'AIza'),
  ...keys('google-oauth', wide, 'GOCSPX-', 'ya29.', '1//0'),
  ...keys('anthropic-key', wide, 'sk-ant-'),
  ...keys('openai-key', wide, 'sk-proj-', 'sk-svcacct-', 'sk-admin-', 'sk-or-v1-', 'sk-'),
  ...keys('npm-token', /[A-Za-z0-9_]{30,}/y, 'npm_'),
  ...keys('pypi-token', wide, 'pypi-'),
  ...keys('sendgrid-key', /[A-Za-z0-9_-]{16,}\.[A-Za-z0-9_-]{16,}/y, 'SG.'),
  ...keys('twilio-key', hex32, 'SK', 'AC'),
  ...keys('mailgun-key', hex32, 'key-'),
  ...keys('square-token', wide, 'sq0atp-', 'sq0csp-', 'sq0idp-', 'EAAA'),
  ...keys('facebook-token', /[A-Za-z0-9]{30,}/y, 'EAAC', 'EAAG', 'EAAB'),
  ...keys('shopify-token', word, 'shpat_', 'shpca_', 'shppa_', 'shpss_'),
  ...keys('digitalocean-token', /[0-9a-f]{40,}/y, 'dop_v1_', 'doo_v1_', 'dor_v1_'),
  ...keys('heroku-key', wide, 'HRKU-'),
  ...keys('linear-key', /[A-Za-z0-9_]{24,}/y, 'lin_api_', 'lin_oauth_'),
  ...keys('notion-token', /[A-Za-z0-9]{30,}/y, 'ntn_', 'secret_'),
  ...keys('figma-token', wide, 'figd_', 'figu_'),
  ...keys('atlassian-token', /[A-Za-z0-9_=-]{20,}/y, 'ATATT3', 'ATCTT3'),
  ...keys('doppler-token', wide, 'dp.pt.', 'dp.st.', 'dp.ct.', 'dp.sa.'),
  ...keys('databricks-token', /[0-9a-f]{32}(?:-\d)?(?![0-9A-Za-z])/y, 'dapi'),
  ...keys('huggingface-token', /[A-Za-z0-9]{20,}/y, 'hf_', 'api_org_'),
  ...keys('replicate-token', /[A-Za-z0-9]{30,}/y, 'r8_'),
  ...keys('postman-key', /[0-9a-f]{24}-[0-9a-f]{34}/y, 'PMAK-'),
  ...keys('newrelic-key', word, 'NRAK-', 'NRJS-', 'NRII-'),
  ...keys('grafana-token', base64, 'glsa_', 'glc_'),
  ...keys('vault-token', /[A-Za-z0-9_-]{20,}/y, 'hvs.', 'hvb.', 'hvr.'),
  ...keys('terraform-token', /[A-Za-z0-9_=-]{40,}/y, 'atlasv1.'),
  ...keys('pulumi-token', /[0-9a-f]{40}/y, 'pul-'),
  ...keys('rubygems-key', /[0-9a-f]{40,}/y, 'rubygems_'),
  ...keys('docker-token', wide, 'dckr_pat_', 'dckr_oat_'),
  ...keys('age-key', /[A-Z0-9]{40,}/y, 'AGE-SECRET-KEY-1'),
  ...keys('fly-token', base64, 'fo1_', 'fm2_'),
  ...keys('planetscale-token', /[A-Za-z0-9_.=-]{30,}/y, 'pscale_tkn_', 'pscale_pw_', 'pscale_oauth_'),
  ...keys('sentry-token', base64, 'sntrys_', 'sntryu_'),
  ...keys('buildkite-token', /[A-Za-z0-9]{30,}/y, 'bkua_'),
  ...keys('onepassword-token', /ey[A-Za-z0-9+/=_-]{50,}/y, 'ops_'),
  ...keys('dynatrace-token', /[A-Z0-9]{24}\.[A-Z0-9]{60,}/y, 'dt0c01.'),
  ...keys('contentful-token', /[A-Za-z0-9_-]{40,}/y, 'CFPAT-'),
  ...keys('easypost-key', /[A-Za-z0-9]{50,}/y, 'EZAK', 'EZTK'),
  ...keys('frameio-token', /[A-Za-z0-9_-]{40,}/y, 'fio-u-'),
  ...keys('groq-key', /[A-Za-z0-9]{40,}/y, 'gsk_'),
  ...keys('perplexity-key', /[A-Za-z0-9]{40,}/y, 'pplx-'),
  ...keys('supabase-token', /[A-Za-z0-9_]{30,}/y, 'sbp_', 'sb_secret_'),
  ...keys('vercel-token', /[A-Za-z0-9]{20,}/y, 'vcp_', 'vci_', 'vca_', 'vcr_', 'vck_'),
  ...keys('alibaba-key', /[A-Za-z0-9]{16,}(?![A-Za-z0-9])/y, 'LTAI'),
  ...keys('prefect-token', /[A-Za-z0-9]{30,}/y, 'pnu_'),
  ...keys('readme-token', /[a-z0-9]{60,}/y, 'rdme_'),
  ...keys('lob-key', /[0-9a-f]{32,}/y, 'live_pub_', 'test_pub_'),
  ...keys('mollie-key', /[A-Za-z0-9]{28,}/y, 'live_', 'test_'),
]

function keys(rule: string, body: RegExp, ...prefixes: string[]): VendorKey[] {
  return prefixes.map((prefix) => ({ rule, prefix, body }))
}
