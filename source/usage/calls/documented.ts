/**
 * Events whose service and name differ from the prefix and name of the action that they need. Every row has the page
 * that documents it. Where a catalogue has AWS's own lists, those come before this table.
 */

/** Event sources whose first part is not the service prefix. */
export interface SourceRows {
  readonly documented: string;
  /** `eventSource` without `.amazonaws.com` -> the service prefixes that its calls may need, in order */
  readonly prefixes: Readonly<Record<string, readonly string[]>>;
}

/** Operations whose action has another name, or that need several. */
export interface OperationRows {
  readonly documented: string;
  /** the service prefix that the event's source stands for */
  readonly service: string;
  /** `eventName` -> `service:Name` of all actions that it can need; the request decides which of them it does need */
  readonly needs: Readonly<Record<string, readonly string[]>>;
}

const DOCS = 'https://docs.aws.amazon.com';
const REFERENCE = `${DOCS}/service-authorization/latest/reference`;
const EVENTS = `${DOCS}/eventbridge/latest/ref`;
/** AWS's own service models, with the text of the API reference of each operation. */
const MODELS = 'https://github.com/boto/botocore/tree/develop/botocore/data';

export const SOURCES: readonly SourceRows[] = [
  {
    documented: `${EVENTS}/events-ref-monitoring.html`,
    prefixes: { monitoring: ['cloudwatch'] },
  },
  {
    documented: `${EVENTS}/events-ref-tagging.html`,
    prefixes: { tagging: ['tag'] },
  },
  {
    // Both have the same source; they have no action name in common.
    documented: `${DOCS}/autoscaling/application/userguide/logging-using-cloudtrail.html`,
    prefixes: { autoscaling: ['autoscaling', 'application-autoscaling', 'autoscaling-plans'] },
  },
  {
    documented: `${EVENTS}/events-ref-cloudcontrolapi.html`,
    prefixes: { cloudcontrolapi: ['cloudformation'] },
  },
  {
    documented: `${EVENTS}/events-ref-rdsdataapi.html`,
    prefixes: { rdsdataapi: ['rds-data'] },
  },
  {
    documented: `${DOCS}/awscloudtrail/latest/APIReference/API_EventSelector.html`,
    prefixes: { rdsdata: ['rds-data'] },
  },
  {
    documented: `${EVENTS}/events-ref-iotsecuredtunneling.html`,
    prefixes: { iotsecuredtunneling: ['iot'] },
  },
  {
    // The trait `cloudTrailEventSource` of the models that AWS makes its SDKs of.
    documented: 'https://github.com/aws/api-models-aws',
    prefixes: {
      iotdataplane: ['iot'],
      ioteventsdata: ['iotevents'],
      'partnercentral-account': ['partnercentral'],
      'partnercentral-benefits': ['partnercentral'],
      'partnercentral-channel': ['partnercentral'],
      'partnercentral-selling': ['partnercentral'],
      sagemakera2iruntime: ['sagemaker'],
      sagemakeredge: ['sagemaker'],
      sagemakerfeaturestoreruntime: ['sagemaker'],
      sagemakermetrics: ['sagemaker'],
      sagemakerruntime: ['sagemaker'],
    },
  },
  {
    // `metadata.endpointPrefix` and `signingName` of the models.
    documented: MODELS,
    prefixes: {
      'a2i-runtime.sagemaker': ['sagemaker'],
      'admin.wickr': ['wickr'],
      'agreement-marketplace': ['aws-marketplace'],
      'api.detective': ['detective'],
      'api.ecr': ['ecr'],
      'api.ecr-public': ['ecr-public'],
      'api.iotdeviceadvisor': ['iotdeviceadvisor'],
      'api.iotmanagedintegrations': ['iotmanagedintegrations'],
      'api.iotwireless': ['iotwireless'],
      'api.mediatailor': ['mediatailor'],
      'api.pricing': ['pricing'],
      'api.sagemaker': ['sagemaker'],
      appconfigdata: ['appconfig'],
      appstream2: ['appstream'],
      'bedrock-agent': ['bedrock'],
      'bedrock-agent-runtime': ['bedrock'],
      'bedrock-agentcore-control': ['bedrock-agentcore'],
      'bedrock-data-automation': ['bedrock'],
      'bedrock-data-automation-runtime': ['bedrock'],
      'bedrock-runtime': ['bedrock'],
      'cassandra-streams': ['cassandra'],
      'catalog.marketplace': ['aws-marketplace'],
      cloudhsmv2: ['cloudhsm'],
      cloudsearchdomain: ['cloudsearch'],
      'contact-lens': ['connect'],
      'controlplane.payment-cryptography': ['payment-cryptography'],
      'data-signer': ['signer'],
      'data.mediastore': ['mediastore'],
      'data.qapps': ['qapps'],
      'dataplane.payment-cryptography': ['payment-cryptography'],
      'deployment-marketplace': ['aws-marketplace'],
      'discovery-marketplace': ['aws-marketplace'],
      'edge.sagemaker': ['sagemaker'],
      email: ['ses'],
      'entitlement.marketplace': ['aws-marketplace'],
      'featurestore-runtime.sagemaker': ['sagemaker'],
      forecastquery: ['forecast'],
      'identity-chime': ['chime'],
      'ingest.timestream': ['timestream'],
      ivsrealtime: ['ivs'],
      'mail-manager': ['ses'],
      'media-pipelines-chime': ['chime'],
      'meetings-chime': ['chime'],
      'memory-db': ['memorydb'],
      'messaging-chime': ['chime'],
      'metering.marketplace': ['aws-marketplace'],
      'metrics.sagemaker': ['sagemaker'],
      'migrationhub-config': ['mgh'],
      'models-v2-lex': ['lex'],
      'models.lex': ['lex'],
      'personalize-events': ['personalize'],
      'personalize-runtime': ['personalize'],
      pinpoint: ['mobiletargeting'],
      'query.timestream': ['timestream'],
      'reporting-marketplace': ['aws-marketplace'],
      'runtime-v2-lex': ['lex'],
      'runtime.lex': ['lex'],
      'runtime.sagemaker': ['sagemaker'],
      's3-control': ['s3'],
      'servicecatalog-appregistry': ['servicecatalog'],
      'sms-voice.pinpoint': ['sms-voice'],
      'streams.dynamodb': ['dynamodb'],
      'voice-chime': ['chime'],
    },
  },
];

const S3_GUIDE = `${DOCS}/AmazonS3/latest/userguide`;

const PARTIQL = [
  'dynamodb:PartiQLDelete',
  'dynamodb:PartiQLInsert',
  'dynamodb:PartiQLSelect',
  'dynamodb:PartiQLUpdate',
];

export const DOCUMENTED_OPERATIONS: readonly OperationRows[] = [
  {
    documented: `${MODELS}/s3`,
    service: 's3',
    needs: {
      CopyObject: ['s3:GetObject', 's3:PutObject'],
      CreateBucketMetadataConfiguration: [
        's3:CreateBucketMetadataTableConfiguration',
        's3tables:CreateTableBucket',
        's3tables:CreateNamespace',
        's3tables:GetTable',
        's3tables:CreateTable',
        's3tables:PutTablePolicy',
        's3tables:PutTableEncryption',
        'kms:DescribeKey',
      ],
      DeleteBucketAnalyticsConfiguration: ['s3:PutAnalyticsConfiguration'],
      DeleteBucketCors: ['s3:PutBucketCORS'],
      DeleteBucketEncryption: ['s3:PutEncryptionConfiguration'],
      DeleteBucketInventoryConfiguration: ['s3:PutInventoryConfiguration'],
      DeleteBucketLifecycle: ['s3:PutLifecycleConfiguration'],
      DeleteBucketMetadataConfiguration: ['s3:DeleteBucketMetadataTableConfiguration'],
      DeleteBucketMetricsConfiguration: ['s3:PutMetricsConfiguration'],
      DeleteBucketOwnershipControls: ['s3:PutBucketOwnershipControls'],
      DeleteBucketReplication: ['s3:PutReplicationConfiguration'],
      DeleteBucketTagging: ['s3:PutBucketTagging'],
      DeleteObjects: ['s3:DeleteObject', 's3:DeleteObjectVersion'],
      DeletePublicAccessBlock: ['s3:PutBucketPublicAccessBlock'],
      GetBucketAccelerateConfiguration: ['s3:GetAccelerateConfiguration'],
      GetBucketAnalyticsConfiguration: ['s3:GetAnalyticsConfiguration'],
      GetBucketEncryption: ['s3:GetEncryptionConfiguration'],
      GetBucketInventoryConfiguration: ['s3:GetInventoryConfiguration'],
      GetBucketLifecycle: ['s3:GetLifecycleConfiguration'],
      GetBucketLifecycleConfiguration: ['s3:GetLifecycleConfiguration'],
      GetBucketMetadataConfiguration: ['s3:GetBucketMetadataTableConfiguration'],
      GetBucketMetricsConfiguration: ['s3:GetMetricsConfiguration'],
      GetBucketNotificationConfiguration: ['s3:GetBucketNotification'],
      GetBucketReplication: ['s3:GetReplicationConfiguration'],
      GetPublicAccessBlock: ['s3:GetBucketPublicAccessBlock'],
      HeadBucket: ['s3:ListBucket'],
      HeadObject: ['s3:GetObject'],
      ListBucketAnalyticsConfigurations: ['s3:GetAnalyticsConfiguration'],
      ListBucketInventoryConfigurations: ['s3:GetInventoryConfiguration'],
      ListBucketMetricsConfigurations: ['s3:GetMetricsConfiguration'],
      ListBuckets: ['s3:ListAllMyBuckets'],
      ListDirectoryBuckets: ['s3express:ListAllMyDirectoryBuckets'],
      ListObjectVersions: ['s3:ListBucketVersions'],
      ListObjectsV2: ['s3:ListBucket'],
      PutBucketAccelerateConfiguration: ['s3:PutAccelerateConfiguration'],
      PutBucketAnalyticsConfiguration: ['s3:PutAnalyticsConfiguration'],
      PutBucketEncryption: ['s3:PutEncryptionConfiguration'],
      PutBucketIntelligentTieringConfiguration: ['s3:PutIntelligentTieringConfiguration'],
      PutBucketInventoryConfiguration: ['s3:PutInventoryConfiguration'],
      PutBucketLifecycle: ['s3:PutLifecycleConfiguration'],
      PutBucketLifecycleConfiguration: ['s3:PutLifecycleConfiguration'],
      PutBucketMetricsConfiguration: ['s3:PutMetricsConfiguration'],
      PutBucketNotificationConfiguration: ['s3:PutBucketNotification'],
      PutBucketReplication: ['s3:PutReplicationConfiguration'],
      PutPublicAccessBlock: ['s3:PutBucketPublicAccessBlock'],
      SelectObjectContent: ['s3:GetObject'],
    },
  },
  {
    documented: `${S3_GUIDE}/mpuoverview.html`,
    service: 's3',
    needs: {
      CompleteMultipartUpload: ['s3:PutObject'],
      CreateMultipartUpload: ['s3:PutObject'],
      ListMultipartUploads: ['s3:ListBucketMultipartUploads'],
      ListParts: ['s3:ListMultipartUploadParts'],
      UploadPart: ['s3:PutObject'],
      UploadPartCopy: ['s3:GetObject', 's3:PutObject'],
    },
  },
  {
    documented: `${S3_GUIDE}/using-with-s3-policy-actions.html`,
    service: 's3',
    needs: {
      DeleteBucketIntelligentTieringConfiguration: ['s3:PutIntelligentTieringConfiguration'],
      GetBucketIntelligentTieringConfiguration: ['s3:GetIntelligentTieringConfiguration'],
      GetObjectLockConfiguration: ['s3:GetBucketObjectLockConfiguration'],
      ListBucketIntelligentTieringConfigurations: ['s3:GetIntelligentTieringConfiguration'],
      ListObjects: ['s3:ListBucket'],
      PutObjectLockConfiguration: ['s3:PutBucketObjectLockConfiguration'],
    },
  },
  {
    // The log's names for DeletePublicAccessBlock of the API, for an account and for a bucket.
    documented: `${S3_GUIDE}/cloudtrail-logging-s3-info.html`,
    service: 's3',
    needs: {
      DeleteAccountPublicAccessBlock: ['s3:PutAccountPublicAccessBlock'],
      DeleteBucketPublicAccessBlock: ['s3:PutBucketPublicAccessBlock'],
    },
  },
  {
    documented: `${DOCS}/AmazonS3/latest/API/RESTObjectPOST.html`,
    service: 's3',
    needs: { PostObject: ['s3:PutObject'] },
  },
  {
    documented: `${DOCS}/lambda/latest/api/API_Invoke.html`,
    service: 'lambda',
    needs: { Invoke: ['lambda:InvokeFunction'] },
  },
  {
    documented: `${DOCS}/lambda/latest/api/API_InvokeWithResponseStream.html`,
    service: 'lambda',
    needs: { InvokeWithResponseStream: ['lambda:InvokeFunction'] },
  },
  {
    documented: `${REFERENCE}/list_awslambda.html`,
    service: 'lambda',
    needs: { GetLayerVersionByArn: ['lambda:GetLayerVersion'] },
  },
  {
    documented: `${DOCS}/kms/latest/developerguide/kms-api-permissions-reference.html`,
    service: 'kms',
    needs: { ReEncrypt: ['kms:ReEncryptFrom', 'kms:ReEncryptTo'] },
  },
  {
    documented: `${DOCS}/AWSSimpleQueueService/latest/APIReference/API_AddPermission.html`,
    service: 'sqs',
    needs: {
      ChangeMessageVisibilityBatch: ['sqs:ChangeMessageVisibility'],
      DeleteMessageBatch: ['sqs:DeleteMessage'],
      SendMessageBatch: ['sqs:SendMessage'],
    },
  },
  {
    documented: `${REFERENCE}/list_sns.html`,
    service: 'sns',
    needs: { PublishBatch: ['sns:Publish'] },
  },
  {
    documented: `${DOCS}/amazondynamodb/latest/developerguide/transaction-apis-iam.html`,
    service: 'dynamodb',
    needs: {
      TransactGetItems: ['dynamodb:GetItem'],
      TransactWriteItems: [
        'dynamodb:ConditionCheckItem',
        'dynamodb:DeleteItem',
        'dynamodb:PutItem',
        'dynamodb:UpdateItem',
      ],
    },
  },
  {
    documented: `${DOCS}/amazondynamodb/latest/developerguide/ql-iam.html`,
    service: 'dynamodb',
    needs: { BatchExecuteStatement: PARTIQL, ExecuteStatement: PARTIQL, ExecuteTransaction: PARTIQL },
  },
  {
    documented: `${DOCS}/bedrock/latest/APIReference/API_runtime_Converse.html`,
    service: 'bedrock',
    needs: { Converse: ['bedrock:InvokeModel'] },
  },
  {
    documented: `${DOCS}/bedrock/latest/APIReference/API_runtime_ConverseStream.html`,
    service: 'bedrock',
    needs: { ConverseStream: ['bedrock:InvokeModelWithResponseStream'] },
  },
  {
    documented: `${MODELS}/bedrock-runtime`,
    service: 'bedrock',
    needs: { StartAsyncInvoke: ['bedrock:InvokeModel'] },
  },
  {
    documented: `${MODELS}/bedrock-agent-runtime`,
    service: 'bedrock',
    needs: { RetrieveAndGenerateStream: ['bedrock:RetrieveAndGenerate'] },
  },
  {
    documented: `${MODELS}/verifiedpermissions`,
    service: 'verifiedpermissions',
    needs: {
      BatchGetPolicy: ['verifiedpermissions:GetPolicy'],
      BatchIsAuthorized: ['verifiedpermissions:IsAuthorized'],
      BatchIsAuthorizedWithToken: ['verifiedpermissions:IsAuthorizedWithToken'],
    },
  },
  {
    documented: `${MODELS}/securityhub`,
    service: 'securityhub',
    needs: {
      BatchUpdateFindingsV2: ['securityhub:BatchUpdateFindings'],
      GetFindingStatisticsV2: ['securityhub:GetAdhocInsightResults'],
      GetFindingsV2: ['securityhub:GetFindings'],
    },
  },
  {
    documented: `${MODELS}/glue`,
    service: 'glue',
    needs: {
      GetUnfilteredPartitionMetadata: ['glue:GetPartition'],
      GetUnfilteredPartitionsMetadata: ['glue:GetPartitions'],
      GetUnfilteredTableMetadata: ['glue:GetTable'],
    },
  },
  {
    documented: `${MODELS}/cloudtrail`,
    service: 'cloudtrail',
    needs: { ListInsightsMetricData: ['cloudtrail:ListInsightsData', 'cloudtrail:LookupEvents'] },
  },
  {
    documented: `${MODELS}/ecr`,
    service: 'ecr',
    needs: { ListImageReferrers: ['ecr:BatchGetImage'] },
  },
  {
    documented: `${MODELS}/neptune-graph`,
    service: 'neptune-graph',
    needs: {
      ExecuteQuery: [
        'neptune-graph:DeleteDataViaQuery',
        'neptune-graph:ReadDataViaQuery',
        'neptune-graph:WriteDataViaQuery',
      ],
      GetQuery: ['neptune-graph:GetQueryStatus'],
    },
  },
  {
    documented: `${MODELS}/taxsettings`,
    service: 'tax',
    needs: {
      BatchGetTaxExemptions: ['tax:GetExemptions'],
      GetTaxExemptionTypes: ['tax:GetExemptions'],
      ListTaxExemptions: ['tax:GetExemptions'],
      PutTaxExemption: ['tax:UpdateExemptions'],
    },
  },
  {
    documented: `${MODELS}/vpc-lattice`,
    service: 'vpc-lattice',
    needs: { BatchUpdateRule: ['vpc-lattice:UpdateRule'] },
  },
  {
    documented: `${MODELS}/bcm-pricing-calculator`,
    service: 'bcm-pricing-calculator',
    needs: {
      BatchCreateBillScenarioCommitmentModification: [
        'bcm-pricing-calculator:CreateBillScenarioCommitmentModification',
      ],
      BatchCreateBillScenarioUsageModification: [
        'bcm-pricing-calculator:CreateBillScenarioUsageModification',
      ],
      BatchCreateWorkloadEstimateUsage: ['bcm-pricing-calculator:CreateWorkloadEstimateUsage'],
      BatchDeleteBillScenarioCommitmentModification: [
        'bcm-pricing-calculator:DeleteBillScenarioCommitmentModification',
      ],
      BatchDeleteBillScenarioUsageModification: [
        'bcm-pricing-calculator:DeleteBillScenarioUsageModification',
      ],
      BatchDeleteWorkloadEstimateUsage: ['bcm-pricing-calculator:DeleteWorkloadEstimateUsage'],
      BatchUpdateBillScenarioCommitmentModification: [
        'bcm-pricing-calculator:UpdateBillScenarioCommitmentModification',
      ],
      BatchUpdateBillScenarioUsageModification: [
        'bcm-pricing-calculator:UpdateBillScenarioUsageModification',
      ],
      BatchUpdateWorkloadEstimateUsage: ['bcm-pricing-calculator:UpdateWorkloadEstimateUsage'],
    },
  },
  {
    documented: `${DOCS}/access-analyzer/latest/APIReference/API_GetFindingV2.html`,
    service: 'access-analyzer',
    needs: {
      GetFindingV2: ['access-analyzer:GetFinding'],
      ListFindingsV2: ['access-analyzer:ListFindings'],
    },
  },
  {
    documented: `${DOCS}/cloudfront/latest/APIReference/API_CreateDistributionWithTags.html`,
    service: 'cloudfront',
    needs: { CreateDistributionWithTags: ['cloudfront:CreateDistribution', 'cloudfront:TagResource'] },
  },
  {
    documented: `${REFERENCE}/list_budgets.html`,
    service: 'budgets',
    needs: {
      CreateBudget: ['budgets:ModifyBudget', 'budgets:TagResource'],
      CreateNotification: ['budgets:ModifyBudget'],
      CreateSubscriber: ['budgets:ModifyBudget'],
      DeleteBudget: ['budgets:ModifyBudget'],
      DeleteNotification: ['budgets:ModifyBudget'],
      DeleteSubscriber: ['budgets:ModifyBudget'],
      DescribeBudget: ['budgets:ViewBudget'],
      DescribeBudgetNotificationsForAccount: ['budgets:ViewBudget'],
      DescribeBudgetPerformanceHistory: ['budgets:ViewBudget'],
      DescribeBudgets: ['budgets:ViewBudget'],
      DescribeNotificationsForBudget: ['budgets:ViewBudget'],
      DescribeSubscribersForNotification: ['budgets:ViewBudget'],
      UpdateBudget: ['budgets:ModifyBudget'],
      UpdateNotification: ['budgets:ModifyBudget'],
      UpdateSubscriber: ['budgets:ModifyBudget'],
    },
  },
  {
    documented: `${MODELS}/apigateway`,
    service: 'apigateway',
    needs: {
      ImportApiKeys: ['apigateway:POST'],
      ImportDocumentationParts: ['apigateway:PUT'],
      ImportRestApi: ['apigateway:POST'],
      // PUT for REST APIs, POST for HTTP APIs; the log has one source for both.
      TagResource: ['apigateway:POST', 'apigateway:PUT'],
    },
  },
  {
    documented: `${MODELS}/apigatewayv2`,
    service: 'apigateway',
    needs: { ImportApi: ['apigateway:PUT'] },
  },
  {
    documented: `${REFERENCE}/list_keyspaces.html`,
    service: 'cassandra',
    needs: {
      CreateKeyspace: ['cassandra:Create', 'cassandra:CreateMultiRegionResource', 'cassandra:TagResource'],
      CreateTable: ['cassandra:Create', 'cassandra:CreateMultiRegionResource', 'cassandra:TagResource'],
      CreateType: ['cassandra:Create', 'cassandra:CreateMultiRegionResource'],
      DeleteKeyspace: ['cassandra:Drop', 'cassandra:DropMultiRegionResource'],
      DeleteTable: ['cassandra:Drop', 'cassandra:DropMultiRegionResource'],
      DeleteType: ['cassandra:Drop', 'cassandra:DropMultiRegionResource'],
    },
  },
  {
    documented: `${MODELS}/keyspaces`,
    service: 'cassandra',
    needs: {
      UpdateKeyspace: [
        'cassandra:Alter',
        'cassandra:AlterMultiRegionResource',
        'cassandra:Create',
        'cassandra:CreateMultiRegionResource',
        'cassandra:Modify',
        'cassandra:ModifyMultiRegionResource',
        'cassandra:Select',
        'cassandra:SelectMultiRegionResource',
      ],
    },
  },
  {
    documented: `${DOCS}/keyspaces/latest/devguide/howitworks_restore_permissions.html`,
    service: 'cassandra',
    needs: { RestoreTable: ['cassandra:Restore', 'cassandra:Select', 'cassandra:TagResource'] },
  },
];

/**
 * The actions of API Gateway are the methods of HTTP. The first word of an operation tells its method (the service
 * models have the method of each). Words that stand for more than one method are left out.
 */
export const METHODS = {
  documented: `${REFERENCE}/list_amazonapigatewaymanagement.html`,
  service: 'apigateway',
  byWord: {
    Create: 'POST',
    Delete: 'DELETE',
    Disable: 'DELETE',
    Export: 'GET',
    Flush: 'DELETE',
    Generate: 'POST',
    Get: 'GET',
    List: 'GET',
    Preview: 'POST',
    Publish: 'POST',
    Put: 'PUT',
    Reimport: 'PUT',
    Reject: 'POST',
    Reset: 'DELETE',
    Test: 'POST',
    Untag: 'DELETE',
    Update: 'PATCH',
  } as Readonly<Record<string, string>>,
};

/**
 * Some names end with the version of the interface: `CreateFunction20150331`, `UpdateFunctionCode20150331v2`
 * (Lambda), `CreateDistribution2020_05_31` (CloudFront).
 */
export const VERSION_AT_END = {
  documented: [
    `${DOCS}/lambda/latest/dg/logging-using-cloudtrail.html`,
    `${DOCS}/AmazonCloudFront/latest/DeveloperGuide/logging_using_cloudtrail.html`,
  ],
  pattern: /(?:\d{8}(?:v\d+)?|\d{4}_\d\d_\d\d)$/,
};

/** Kinds of events that no policy had to allow (CloudTrail User Guide, "CloudTrail record contents"). */
export const NO_CALLS = {
  documented: `${DOCS}/awscloudtrail/latest/userguide/cloudtrail-event-reference-record-contents.html`,
  types: new Set(['AwsServiceEvent', 'AwsConsoleSignIn', 'AwsCloudTrailInsight']),
};
