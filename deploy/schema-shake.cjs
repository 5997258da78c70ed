const { readFile } = require('node:fs/promises');

const schemas = /@aws-sdk[\\/].*[\\/]dist-es[\\/].*schemas[\\/]schemas_\d+\.js$/;

/**
 * Lets esbuild drop the SDK's schemas that no command uses. They are objects with computed keys, `[_Ad]: 0`,
 * which esbuild must take for side effects; with the key's text in place it keeps what is used.
 * See https://github.com/aws/aws-sdk-js-v3/issues/7607
 */
exports.schemaShake = {
  name: 'schema-shake',
  setup(build) {
    build.onLoad({ filter: schemas }, async ({ path }) => {
      const source = await readFile(path, 'utf8');
      const texts = new Map(
        Array.from(source.matchAll(/^const (\w+) = ("(?:[^"\\]|\\.)*");$/gm), ([, name, text]) => [
          name,
          text,
        ]),
      );
      return {
        loader: 'js',
        contents: source.replace(/\[(_\w+)\]: /g, (key, name) =>
          texts.has(name) ? `${texts.get(name)}: ` : key,
        ),
      };
    });
  },
};
