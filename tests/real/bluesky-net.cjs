// A whole AT Protocol network on 127.0.0.1: directory (PLC), app view, and one server (PDS) with handles under .test.
// Ports and the database from the environment; prints READY and a line of JSON when it can be used. For each line on
// standard input it waits until the app view has seen everything that was posted, and answers SETTLED.
process.env.NODE_ENV ??= 'test'
process.env.LOG_ENABLED ??= 'false'
const net = require('node:net')
const readline = require('node:readline')
const path = require('node:path')
const listen = net.Server.prototype.listen // the servers would bind every interface of the machine
net.Server.prototype.listen = function (...args) {
  if (typeof args[0] === 'number' && typeof args[1] !== 'string') args.splice(1, 0, '127.0.0.1')
  else if (args[0] && typeof args[0] === 'object' && args[0].port != null) args[0].host = '127.0.0.1'
  return listen.apply(this, args)
}
const installed = path.resolve(process.env.NODE_MODULES, '@atproto/dev-env')
const { TestPlc, TestPds, TestBsky, mockNetworkUtilities } = require(installed)

async function start() {
  const port = (name) => Number(process.env[name])
  const plc = await TestPlc.create({ port: port('PLC_PORT') })
  const bsky = await TestBsky.create({
    port: port('BSKY_PORT'), plcUrl: plc.url, pdsPort: port('PDS_PORT'),
    publicUrl: `http://localhost:${port('BSKY_PORT')}`, repoProvider: `ws://localhost:${port('PDS_PORT')}`,
    dbPostgresUrl: process.env.DB_POSTGRES_URL, dbPostgresSchema: 'bsky', labelsFromIssuerDids: [],
  })
  const pds = await TestPds.create({
    port: port('PDS_PORT'), hostname: 'localhost', didPlcUrl: plc.url, enableDidDocWithSession: true,
    rateLimitsEnabled: process.env.RATE_LIMITS === '1', bskyAppViewUrl: bsky.url, bskyAppViewDid: bsky.ctx.cfg.serverDid,
  })
  mockNetworkUtilities(pds, bsky) // handles are looked up in the PDS, not in the DNS
  const pause = () => new Promise((done) => setTimeout(done, 20))
  pds.ctx.sequencer.exponentialBackoff = pause // it would look for news once a second when little happens
  await pds.processAll()
  return { plc, bsky, pds }
}

async function settle({ bsky, pds }) {
  await pds.processAll()
  for (let round = 0; round < 2000; round++) {
    const last = await pds.ctx.sequencer.curr()
    await bsky.sub.processAll()
    const seen = await bsky.sub.runner.getCursor()
    if (!last || (seen && seen >= last)) {
      await bsky.sub.processAll() // what the last events set going in the background: notifications, counts
      return
    }
    await new Promise((done) => setTimeout(done, 5))
  }
  throw new Error('the app view lags behind')
}

async function main() {
  const network = await start()
  console.log('READY', JSON.stringify({ pds: network.pds.url, appview: network.bsky.url }))
  const stop = () => process.exit(0)
  process.on('SIGTERM', stop)
  const lines = readline.createInterface({ input: process.stdin })
  lines.on('close', stop) // whoever started this has gone
  for await (const _line of lines) {
    await settle(network)
    console.log('SETTLED')
  }
}

main().catch((error) => {
  console.error(error)
  process.exit(1)
})
