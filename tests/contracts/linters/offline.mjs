// Preloaded into every linter process: any attempt to open a connection fails at once.
import { Socket } from 'node:net';

Socket.prototype.connect = function connect() {
  process.nextTick(() => this.destroy(new Error('Network access is disabled for the contract linters.')));
  return this;
};
