import { estateSection } from '../../../simulator/programs/demo/estate-section.js';
import { arn, ec2, pl, read, sg } from '../../harness/estate.js';

test('a target of the file has a line, security groups one for both families', () => {
  const { estate } = read({
    edge: {
      feed: { services: ['CLOUDFRONT'] },
      pins: ['81.2.69.0/24'],
      targets: [
        { arn: arn('edge-v4') },
        { arn: ec2(sg(1)), ports: [443] },
        { spreadOver: [ec2(sg(2)), ec2(sg(3)), ec2(sg(4))], protocol: 'icmp' },
        { arn: ec2(pl(1)) },
      ],
    },
    people: { flush: {}, targets: [{ arn: ec2(sg(1)), ports: [22] }] },
  });
  expect(estateSection(estate)).toEqual([
    'LIST    WANTS               TARGET                      FLUSHED',
    'edge    CLOUDFRONT, 1 pin   edge-v4 (eu-west-2)         never',
    '                            sg-00000001 (eu-west-2)',
    '                            sg-00000002 +2 (eu-west-2)',
    '                            pl-00000001 (eu-west-2)',
    'people  nobody but by hand  sg-00000001 (eu-west-2)     by hand',
  ]);
});
