using System.Diagnostics;
using CloudmoreAutotask.Storage;
using NUnit.Framework;

namespace CloudmoreAutotask.Tests.Infra;

/// <summary>The scripts of <c>infra/</c> beside stand-ins for the programs that they call, which write down how they were called.</summary>
public sealed class ScriptTests
{
    private const string Key = "the-function-key";

    // Answers as az does; what a test sets in the environment goes wrong.
    private const string Az = """
        #!/usr/bin/env bash
        echo "az $*" >>"$CALLS"
        case "$*" in
          "account show --output none") [[ -z ${NOT_SIGNED_IN:-} ]] ;;
          "account show --query user.type"*) echo "${USER_TYPE:-user}" ;;
          "account show --query user.name"*) echo 0b7c1b2e-app ;;
          "ad signed-in-user show"*) [[ -z ${DIRECTORY_CLOSED:-} ]] && echo person-id ;;
          "ad sp show"*) [[ -z ${DIRECTORY_CLOSED:-} ]] && echo pipeline-id ;;
          "provider show"*) echo "${PROVIDER:-Registered}" ;;
          "group exists"*) [[ -n ${NO_GROUP:-} ]] && echo false || echo true ;;
          "deployment group what-if"*) echo "what-if: 41 to create" && [[ -z ${WHAT_IF_FAILS:-} ]] ;;
          "deployment group create"*) echo "writer $SECRET_WRITER_ID $SECRET_WRITER_TYPE" >>"$CALLS" && [[ -z ${DEPLOYMENT_FAILS:-} ]] ;;
          "deployment group show"*functionAppName*) echo func-contoso ;;
          "deployment group show"*pageAddress*) echo https://func-contoso.example ;;
          "deployment group show"*vaultName*) echo kvcontoso ;;
          "deployment group show"*storageName*) echo stcontoso ;;
          "deployment group show"*) [[ -z ${NOT_DEPLOYED:-} ]] ;;
          "keyvault secret list"*) [[ -z ${VAULT_CLOSED:-} ]] || { echo "Forbidden" >&2; exit 1; }; printf '%s' "${PRESENT:-}" ;;
          "keyvault secret set"*) while [[ $1 != --file ]]; do shift; done; stat -c 'mode %a' "$2" >>"$CALLS"; echo "$(cat "$2")" >>"$VALUES" ;;
          "functionapp keys list"*) echo the-function-key ;;
          "functionapp deployment source config-zip"*) [[ -z ${PUBLISH_FAILS:-} ]] ;;
          "resource list"*tags.broker*) echo "${OTHER_BROKER:-}" ;;
          "resource list"*) echo "Microsoft.Web/sites func-contoso" ;;
          "storage queue exists"*) echo "${QUEUE_EXISTS:-true}" ;;
          "storage message get"*) [[ -f $CALLS.taken ]] || { touch "$CALLS.taken"; printf '1\tr1\tZmlyc3Q=\n2\tr2\tc2Vjb25k\n'; } ;;
          "storage message put"*c2Vjb25k*) [[ -z ${SEND_FAILS:-} ]] ;;
        esac
        """;

    private const string Curl = """
        #!/usr/bin/env bash
        echo "curl $*" >>"$CALLS"
        while [[ $# -gt 0 ]]; do
          case $1 in
            --header) cat "${2#@}" >>"$VALUES"; shift ;;
            --output) printf '%s' "${DOCTOR:-{\"wouldExport\":true\}}" >"$2"; shift ;;
          esac
          shift
        done
        [[ -z ${DOCTOR_SILENT:-} ]]
        """;

    private const string Publish = """
        #!/usr/bin/env bash
        echo "dotnet $*" >>"$CALLS"
        while [[ $1 != -o ]]; do shift; done
        mkdir -p "$2"
        """;

    private string folder = "";

    private string Calls => File.Exists(Path.Combine(folder, "calls")) ? File.ReadAllText(Path.Combine(folder, "calls")) : "";

    private string Values => File.Exists(Path.Combine(folder, "values")) ? File.ReadAllText(Path.Combine(folder, "values")) : "";

    [SetUp]
    public void PutStandInsOnThePath()
    {
        folder = Directory.CreateTempSubdirectory("infra-").FullName;
        foreach (var (name, text) in new[] { ("az", Az), ("curl", Curl), ("dotnet", Publish), ("zip", "#!/usr/bin/env bash\necho \"zip $*\" >>\"$CALLS\"\n") })
        {
            var file = Path.Combine(folder, name);
            File.WriteAllText(file, text);
            InfraFiles.Run(new ProcessStartInfo("chmod", ["700", file]), "");
        }
    }

    [TearDown]
    public void RemoveStandIns() => Directory.Delete(folder, recursive: true);

    [TestCase("deploy.sh")]
    [TestCase("teardown.sh")]
    [TestCase("replay.sh")]
    public void Script_Shellcheck_FindsNothing(string script)
    {
        var (exitCode, output) = InfraFiles.Run(new ProcessStartInfo("shellcheck", [Path.Combine(InfraFiles.Infra, script)]), "");

        Assert.That(exitCode, Is.Zero, output);
    }

    [Test]
    public void Deploy_FirstTime_ShowsAsksDeploysSetsPublishesAndLooks()
    {
        var (exitCode, output) = Deploy("yes\none\ntwo\nthree\nfour\nfive\nsix\n");

        Assert.That(exitCode, Is.Zero, output);
        Assert.That(output, Does.Contain("what-if: 41 to create").And.Contain("The page: https://func-contoso.example"));
        Assert.That(InOrder("deployment group what-if", "deployment group create", "keyvault secret set", "dotnet publish", "zip -qr", "config-zip", "/api/doctor"), Is.True, Calls);
        Assert.That(Calls, Does.Contain("-p:AzurePackages=Official").And.Contain("writer person-id User").And.Contain("mode 600"));
        Assert.That(Values, Does.StartWith("one\ntwo\nthree\nfour\nfive\nsix\n").And.EndWith(Key));
        Assert.That(Calls, Does.Not.Contain("three").And.Not.Contain(Key));
        Assert.That(output, Does.Not.Contain("three").And.Not.Contain(Key));
    }

    [Test]
    public void Deploy_SecretsPresent_KeepsThem()
    {
        var (exitCode, output) = Deploy("", "--yes", environment: ("PRESENT", File.ReadAllText(Path.Combine(InfraFiles.Infra, "secrets.txt"))));

        Assert.That(exitCode, Is.Zero, output);
        Assert.That(Calls, Does.Not.Contain("secret set"));
    }

    [Test]
    public void Deploy_OneSecretMissing_AsksForThatOne()
    {
        var present = string.Join('\n', File.ReadAllLines(Path.Combine(InfraFiles.Infra, "secrets.txt")).Where(name => name != "Autotask--ApiSecret"));

        var (exitCode, output) = Deploy("the value\n", "--yes", environment: ("PRESENT", present));

        Assert.That(exitCode, Is.Zero, output);
        Assert.That(Values, Does.StartWith("the value\n"));
        Assert.That(Calls.Split('\n').Count(call => call.Contains("secret set", StringComparison.Ordinal)), Is.EqualTo(1));
    }

    [Test]
    public void Deploy_WhatIfOnly_ChangesNothing()
    {
        var (exitCode, output) = Deploy("", "--what-if-only");

        Assert.That(exitCode, Is.Zero, output);
        Assert.That(Calls, Does.Contain("what-if").And.Not.Contain("group create").And.Not.Contain("secret").And.Not.Contain("publish"));
    }

    [Test]
    public void Deploy_ProviderOfTheSubnetNotRegistered_SaysHowBeforeAnythingChanges()
    {
        var (exitCode, output) = Deploy("", "", ("PROVIDER", "NotRegistered"));

        Assert.That((exitCode, output), Is.EqualTo((1, "The subscription does not know the provider Microsoft.App yet. Run: az provider register --namespace Microsoft.App --wait\n")));
        Assert.That(Calls, Does.Not.Contain("deployment group"));
    }

    [Test]
    public void Deploy_GroupHoldsAnotherBroker_ChangesNothing()
    {
        var (exitCode, output) = Deploy("", "--yes", ("OTHER_BROKER", "fabrikam"));

        Assert.That((exitCode, output), Is.EqualTo((1, "group holds the broker fabrikam. Each broker needs a resource group of its own.\n")));
        Assert.That(Calls, Does.Contain("tags.broker != 'contoso'").And.Not.Contain("deployment group"));
    }

    [TestCase("user")]
    [TestCase("servicePrincipal")]
    public void Deploy_DirectoryIsClosed_TakesTheObjectIdFromTheEnvironment(string type)
    {
        var (exitCode, output) = Deploy("", "--what-if-only", ("USER_TYPE", type), ("DIRECTORY_CLOSED", "1"));
        Assert.That(exitCode, Is.EqualTo(1));
        Assert.That(output, Does.Contain("Set SECRET_WRITER_ID"));

        (exitCode, output) = Deploy("", "--what-if-only", ("USER_TYPE", type), ("DIRECTORY_CLOSED", "1"), ("SECRET_WRITER_ID", "known"), ("SECRET_WRITER_TYPE", "ServicePrincipal"));
        Assert.That(exitCode, Is.Zero, output);
    }

    [TestCase("Autotask--ApiSecret")]
    [TestCase("Notify--WebhookUrl")]
    public void Deploy_Rotate_SetsOneSecretAndNothingElse(string secret)
    {
        var (exitCode, output) = Deploy("newer\n", $"--rotate {secret}");

        Assert.That(exitCode, Is.Zero, output);
        Assert.That(Values, Is.EqualTo("newer\n"));
        Assert.That(Calls, Does.Contain($"--name {secret}").And.Not.Contain("group create").And.Not.Contain("publish"));
    }

    [Test]
    public void Deploy_ByPipeline_LetsItSetSecrets()
    {
        Deploy("", "--yes", ("USER_TYPE", "servicePrincipal"));

        Assert.That(Calls, Does.Contain("writer pipeline-id ServicePrincipal"));
    }

    [TestCase("NOT_SIGNED_IN", "az login", "what-if")]
    [TestCase("NO_GROUP", "--location", "what-if")]
    [TestCase("WHAT_IF_FAILS", "nothing was changed", "deployment group create")]
    [TestCase("DEPLOYMENT_FAILS", "The deployment failed", "secret")]
    [TestCase("VAULT_CLOSED", "adminAddresses", "publish")]
    [TestCase("PUBLISH_FAILS", "was not published", "curl")]
    [TestCase("DOCTOR_SILENT", "did not answer", "nothing follows")]
    public void Deploy_SomethingFails_SaysSoAndStops(string fault, string said, string never)
    {
        var (exitCode, output) = Deploy("a\nb\nc\nd\ne\nf\n", "--yes", (fault, "1"));

        Assert.That(exitCode, Is.EqualTo(1), output);
        Assert.That(output, Does.Contain(said));
        Assert.That(Calls, Does.Not.Contain(never));
    }

    [Test]
    public void Deploy_NotConfirmed_ChangesNothing()
    {
        var (exitCode, output) = Deploy("no\n");

        Assert.That(exitCode, Is.EqualTo(1));
        Assert.That(output, Does.Contain("Nothing was deployed."));
        Assert.That(Calls, Does.Not.Contain("deployment group create"));
    }

    [Test]
    public void Deploy_DoctorObjects_EndsWithTwo()
    {
        var (exitCode, output) = Deploy("a\nb\nc\nd\ne\nf\n", "--yes", ("DOCTOR", """{"wouldExport":false}"""));

        Assert.That(exitCode, Is.EqualTo(2), output);
        Assert.That(output, Does.Contain("would not run yet").And.Contain("The page:"));
    }

    [Test]
    public void Deploy_UnknownBroker_SaysWhatToCopy()
    {
        var (exitCode, output) = Run("deploy.sh", "--broker nobody --resource-group group", "");

        Assert.That(exitCode, Is.EqualTo(1));
        Assert.That(output, Does.Contain("Copy infra/brokers/contoso.bicepparam"));
        Assert.That(Calls, Is.Empty);
    }

    [TestCase("contoso\n", 0)]
    [TestCase("yes\n", 1)]
    [TestCase("", 1)]
    public void Teardown_Typed_DeletesOnlyByTheBrokersName(string typed, int expected)
    {
        var (exitCode, output) = Run("teardown.sh", "contoso group", typed);

        Assert.That(exitCode, Is.EqualTo(expected), output);
        Assert.That(Calls.Contains("group delete", StringComparison.Ordinal), Is.EqualTo(expected == 0));
    }

    [Test]
    public void Teardown_NotDeployed_DeletesNothing()
    {
        var (exitCode, output) = Run("teardown.sh", "contoso group", "contoso\n", ("NOT_DEPLOYED", "1"));

        Assert.That((exitCode, output.Trim()), Is.EqualTo((1, "contoso is not deployed in group.")));
        Assert.That(Calls, Does.Not.Contain("group delete"));
    }

    [Test]
    public void Replay_Messages_AreSentBeforeTheyAreTakenAway()
    {
        var (exitCode, output) = Run("replay.sh", "contoso group export-plans", "");

        Assert.That(exitCode, Is.Zero, output);
        Assert.That(output, Does.Contain("Moved 2 messages"));
        Assert.That(InOrder("message put --account-name stcontoso --auth-mode login --queue-name export-plans --content Zmlyc3Q=", "delete --account-name stcontoso --auth-mode login --queue-name export-plans-poison --id 1 --pop-receipt r1", "--content c2Vjb25k", "--id 2"), Is.True, Calls);
    }

    [Test]
    public void Replay_SendFails_LeavesTheMessage()
    {
        var (exitCode, output) = Run("replay.sh", "contoso group export-plans", "", ("SEND_FAILS", "1"));

        Assert.That(exitCode, Is.EqualTo(1));
        Assert.That(output, Does.Contain("Moved before it: 1."));
        Assert.That(Calls, Does.Not.Contain("--id 2"));
    }

    [Test]
    public void Replay_NoPoisonQueue_SaysSo()
    {
        var (exitCode, output) = Run("replay.sh", "contoso group export-plans", "", ("QUEUE_EXISTS", "false"));

        Assert.That((exitCode, output.Trim()), Is.EqualTo((0, "export-plans-poison is empty.")));
    }

    [Test]
    public void Replay_Queues_AreThoseOfTheProduct()
    {
        foreach (var queue in ExportQueues.Names)
            Assert.That(Run("replay.sh", $"contoso group {queue}", "", ("QUEUE_EXISTS", "false")).ExitCode, Is.Zero, queue);
        Assert.That(Run("replay.sh", "contoso group leases", "", ("QUEUE_EXISTS", "false")).ExitCode, Is.EqualTo(1));
    }

    private (int ExitCode, string Output) Deploy(string typed, string options = "", params (string Name, string Value)[] environment) =>
        Run("deploy.sh", $"--broker contoso --resource-group group {options}", typed, environment);

    private (int ExitCode, string Output) Run(string script, string arguments, string typed, params (string Name, string Value)[] environment)
    {
        var start = new ProcessStartInfo("bash", [Path.Combine(InfraFiles.Infra, script), .. arguments.Split(' ', StringSplitOptions.RemoveEmptyEntries)]);
        start.Environment["PATH"] = $"{folder}:{start.Environment["PATH"]}";
        (start.Environment["CALLS"], start.Environment["VALUES"], start.Environment["DEPLOY_WAIT_SECONDS"]) = (Path.Combine(folder, "calls"), Path.Combine(folder, "values"), "0");
        foreach (var (name, value) in environment)
            start.Environment[name] = value;
        return InfraFiles.Run(start, typed);
    }

    private bool InOrder(params string[] parts)
    {
        var at = 0;
        foreach (var part in parts)
        {
            at = Calls.IndexOf(part, at, StringComparison.Ordinal);
            if (at < 0)
                return false;
        }

        return true;
    }
}
