using System.Text.Json;
using Azure.Storage.Queues;
using CloudmoreAutotask.Billing;
using CloudmoreAutotask.Simulators.Cloudmore;
using CloudmoreAutotask.Storage;
using Microsoft.Extensions.DependencyInjection;
using NUnit.Framework;

namespace CloudmoreAutotask.Tests.FunctionTests;

/// <summary>Failed work: shown with its last error, sent again from the poison queue or, when its message has expired, from the ledger.</summary>
public sealed class PoisonRouteTests
{
    private const string October9 = "2026-10-09";
    private static readonly DateOnly October8 = new(2026, 10, 8);

    private RouteBench _bench = null!;
    private QueueServiceClient _account = null!;

    [SetUp]
    public async Task SetUp()
    {
        _bench = await RouteBench.StartAsync();
        _account = new QueueServiceClient(_bench.Export.ConnectionString, new QueueClientOptions { MessageEncoding = QueueMessageEncoding.Base64 });
        _bench.Export.Organization("Contoso").Bill(BrokerLine.Of(October8, "S1", "P1", 10, 16.90m, 20.60m));
        _bench.Export.Organization("Fabrikam").Bill(BrokerLine.Of(October8, "S2", "P1", 3, 16.90m, 20.60m));
        await _bench.OpenAsync(October9);
    }

    [TearDown]
    public async Task TearDown() => await _bench.DisposeAsync();

    [Test]
    public async Task Replay_Chosen_MovesThatMessageBackAndLeavesTheOthers()
    {
        await DetectAsync();
        await PoisonAllAsync();
        var before = await ListAsync();

        var answer = await _bench.SendAsync("POST", "api/poison/replay", new { who = "Ada", why = "fixed", ids = new[] { before[0].GetProperty("id").GetString() } });

        var after = await ListAsync();
        Assert.That(before.Select(message => message.GetProperty("queue").GetString()), Is.EqualTo(["organization-bills", "organization-bills"]));
        Assert.That(answer.Body.GetProperty("replayed").GetInt32(), Is.EqualTo(1));
        Assert.That(after.Single().GetProperty("id").GetString(), Is.EqualTo(before[1].GetProperty("id").GetString()));
        await _bench.PumpAsync();
        Assert.That(_bench.Export.Tenant.AllContracts, Has.Count.EqualTo(1));
    }

    [Test]
    public async Task Replay_All_ExportsWhatFailed()
    {
        await DetectAsync();
        await PoisonAllAsync();

        var health = await _bench.SendAsync("GET", "api/health");
        var answer = await _bench.SendAsync("POST", "api/poison/replay", new { who = "Ada" });
        await _bench.PumpAsync();

        Assert.That(health.Status, Is.EqualTo(503));
        Assert.That(health.Body.GetProperty("problems").EnumerateArray().Single().GetString(), Does.StartWith("organization-bills-poison holds 2 messages"));
        Assert.That(answer.Body.GetProperty("replayed").GetInt32(), Is.EqualTo(2));
        Assert.That(_bench.Export.Tenant.AllContracts, Has.Count.EqualTo(2));
        Assert.That((await _bench.SendAsync("GET", "api/health")).Status, Is.EqualTo(200));
    }

    [Test]
    public async Task Replay_MessageExpired_SendsTheBillFromTheLedger()
    {
        await DetectAsync();
        await _account.GetQueueClient(ExportQueues.OrganizationBillsName).ClearMessagesAsync();
        var tables = _bench.Services.GetRequiredService<ExportTables>();
        foreach (var row in await tables.Bills.ListAllAsync(CancellationToken.None))
            await tables.Bills.SaveAsync(row.Month.ToString(), TableKey.Of(row.Organization.Id), row with { FailedHash = row.Hash }, CancellationToken.None);

        var listed = await ListAsync();
        var answer = await _bench.SendAsync("POST", "api/poison/replay", new { who = "Ada", ids = new[] { listed[0].GetProperty("id").GetString() } });
        await _bench.PumpAsync();

        Assert.That(listed.Select(message => message.GetProperty("hasMessage").GetBoolean()), Is.EqualTo([false, false]));
        Assert.That(answer.Body.GetProperty("replayed").GetInt32(), Is.EqualTo(1));
        Assert.That(_bench.Export.Tenant.AllContracts, Has.Count.EqualTo(1));
        Assert.That(await ListAsync(), Has.Count.EqualTo(1));
    }

    [Test]
    public async Task List_MessageThatIsNoMessage_IsShownAsText()
    {
        var poison = new QueueServiceClient(_bench.Export.ConnectionString, new QueueClientOptions { MessageEncoding = QueueMessageEncoding.None }).GetQueueClient("export-plans-poison");
        await poison.CreateIfNotExistsAsync();
        await poison.SendMessageAsync("<b>not base64</b>");

        var message = (await ListAsync()).Single();

        Assert.That((message.GetProperty("text").GetString(), message.GetProperty("organizationId").ValueKind), Is.EqualTo(("<b>not base64</b>", JsonValueKind.Null)));
    }

    [Test]
    public async Task Discard_MessageThatBelongsToNoBill_IsTakenAwayAndItsTextIsKept()
    {
        await PoisonAsync("first\nline");
        await PoisonAsync(new string('x', 3000));
        var listed = await ListAsync();

        var answer = await _bench.SendAsync("POST", "api/poison/discard", new { who = "Ada", why = "sent by a test of somebody else", ids = listed.Select(IdOf) });

        var trail = (await _bench.GetAsync("api/audit")).GetProperty("entries").EnumerateArray().ToList();
        Assert.That((answer.Status, answer.Body.GetProperty("discarded").GetInt32()), Is.EqualTo((200, 2)));
        Assert.That(await ListAsync(), Is.Empty);
        Assert.That(trail.Select(entry => entry.GetProperty("subject").GetString()), Does.Contain("export-plans: first line").And.Some.Length.InRange(500, 520));
        Assert.That(trail.Select(entry => (entry.GetProperty("who").GetString(), entry.GetProperty("why").GetString(), entry.GetProperty("result").GetString())), Is.All.EqualTo(("Ada", "sent by a test of somebody else", "done")));
    }

    [Test]
    public async Task Discard_MessageOfABill_IsRefusedAndStays()
    {
        await DetectAsync();
        await PoisonAllAsync();
        var listed = await ListAsync();

        var answer = await _bench.SendAsync("POST", "api/poison/discard", new { who = "Ada", why = "tidy up", ids = new[] { IdOf(listed[0]) } });

        Assert.That(answer.Status, Is.EqualTo(409));
        Assert.That(answer.Body.GetProperty("detail").GetString(), Does.Contain("Send it again"));
        Assert.That((await ListAsync()).Select(IdOf), Is.EquivalentTo(listed.Select(IdOf)));
    }

    /// <summary>What a page shows that is not reloaded: the message is gone since, and another one has come.</summary>
    [Test]
    public async Task Discard_FromAStalePage_TouchesNoOtherMessageAndSaysSo()
    {
        await PoisonAsync("one");
        var stale = IdOf((await ListAsync()).Single());
        await _bench.SendAsync("POST", "api/poison/discard", new { who = "Eve", why = "first", ids = new[] { stale } });
        await PoisonAsync("another");

        var answer = await _bench.SendAsync("POST", "api/poison/discard", new { who = "Ada", why = "second", ids = new[] { stale } });

        Assert.That(answer.Status, Is.EqualTo(404));
        Assert.That(answer.Body.GetProperty("detail").GetString(), Does.Contain("not there any more"));
        Assert.That((await ListAsync()).Single().GetProperty("text").GetString(), Is.EqualTo("another"));
    }

    private static string IdOf(JsonElement message) => message.GetProperty("id").GetString()!;

    private async Task PoisonAsync(string text)
    {
        var poison = new QueueServiceClient(_bench.Export.ConnectionString, new QueueClientOptions { MessageEncoding = QueueMessageEncoding.None }).GetQueueClient("export-plans-poison");
        await poison.CreateIfNotExistsAsync();
        await poison.SendMessageAsync(text);
    }

    private async Task DetectAsync() => await _bench.Services.GetRequiredService<BillDetector>().DetectAsync(CancellationToken.None);

    private async Task<IReadOnlyList<JsonElement>> ListAsync() => [.. (await _bench.GetAsync("api/poison")).GetProperty("messages").EnumerateArray()];

    /// <summary>Moves every message as the host does after its last try: as it is, into the poison queue.</summary>
    private async Task PoisonAllAsync()
    {
        var queue = _account.GetQueueClient(ExportQueues.OrganizationBillsName);
        var poison = _account.GetQueueClient(ExportQueues.PoisonOf(ExportQueues.OrganizationBillsName));
        await poison.CreateIfNotExistsAsync();
        foreach (var message in (await queue.ReceiveMessagesAsync(32)).Value)
        {
            await poison.SendMessageAsync(message.Body);
            await queue.DeleteMessageAsync(message.MessageId, message.PopReceipt);
        }
    }
}
