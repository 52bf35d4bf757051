terraform {
  required_providers {
    aws = { source = "hashicorp/aws" }
  }
}
provider "aws" {
  skip_credentials_validation = true
  skip_requesting_account_id  = true
  skip_metadata_api_check     = true
  endpoints {
    iam      = "http://localhost"
    sts      = "http://localhost"
    ssoadmin = "http://localhost"
  }
}
