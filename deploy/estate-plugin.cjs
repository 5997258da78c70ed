const { editionOfStage, estateOfStage } = require('./estate-of-stage.cjs');

/** Resolves `doorlist:estate` to the estate of one stage and its edition, as JSON: a handler neither reads nor parses YAML. */
exports.estatePlugin = (stage) => ({
  name: 'doorlist-estate',
  setup(build) {
    build.onResolve({ filter: /^doorlist:estate$/ }, ({ path }) => ({ path, namespace: 'doorlist' }));
    build.onLoad({ filter: /^doorlist:estate$/, namespace: 'doorlist' }, () => ({
      loader: 'json',
      contents: JSON.stringify({ estate: estateOfStage(stage).estate, edition: editionOfStage(stage) }),
    }));
  },
});
