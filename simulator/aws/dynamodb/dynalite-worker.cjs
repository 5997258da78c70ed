const { Buffer } = require('node:buffer');
const { EventEmitter } = require('node:events');

/**
 * Databases of `dynalite`, each opened at its first request. A request is handed to its server as the server's event
 * has it, without a socket in between, which would take most of the time.
 */
exports.createDatabase = (dynalite) => {
  const servers = new Map();
  return {
    ask({ database, headers, body }) {
      if (!servers.has(database)) servers.set(database, dynalite({ createTableMs: 0 }));
      return new Promise((resolve) => {
        const incoming = Object.assign(new EventEmitter(), { method: 'POST', url: '/', headers });
        const outgoing = {
          statusCode: 0,
          setHeader() {},
          end: (text) => resolve({ status: outgoing.statusCode, body: Buffer.from(text ?? '') }),
        };
        servers.get(database).emit('request', incoming, outgoing);
        incoming.emit('data', Buffer.from(body));
        incoming.emit('end');
      });
    },
    close: (database) => servers.delete(database),
  };
};
