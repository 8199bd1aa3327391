@sqlite
Feature: Creating migrations
  A new migration is a pair of files whose names nobody has to think of.

  Scenario: a pair of files, named after the time in UTC
    Given an empty folder "migrations"
    When I run "dunlin migrate:create 'Add email to users'"
    Then it succeeds
    And there is one file like "migrations/<now>_add_email_to_users.up.sql"
    And there is one file like "migrations/<now>_add_email_to_users.down.sql"
    And the manifest names "add_email_to_users"

  Scenario: the files say what they are for
    Given an empty folder "migrations"
    When I run "dunlin migrate:create add_email"
    Then it succeeds
    And the new up file has a comment
    And the new down file has a comment

  Scenario: two in one second do not collide
    Given an empty folder "migrations"
    When I run "dunlin migrate:create first" and "dunlin migrate:create second" at once
    Then both succeed
    And the folder "migrations" holds 2 versions

  Scenario: what was just created is pending
    Given an empty folder "migrations"
    And I have run "dunlin migrate:create add_email"
    When I run "dunlin migrate:status"
    Then it succeeds
    And it says "1 pending"

  Scenario: a name is needed
    When I run "dunlin migrate:create"
    Then it exits with 2
    And it says "NAME"
