// Preloaded into every script of ours: a package that is not beside the script is looked for in the one tree NPM_TREE names.
import { registerHooks } from "node:module";
import { pathToFileURL } from "node:url";

const parentURL = pathToFileURL(`${process.env.NPM_TREE}/`).href;

registerHooks({
  resolve(specifier, context, next) {
    try {
      return next(specifier, context);
    } catch (error) {
      if (error.code !== "ERR_MODULE_NOT_FOUND") throw error;
      return next(specifier, { ...context, parentURL });
    }
  },
});
