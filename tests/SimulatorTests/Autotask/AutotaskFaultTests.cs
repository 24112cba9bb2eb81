using System.Diagnostics;
using CloudmoreAutotask.Simulators.Faults;
using NUnit.Framework;

namespace CloudmoreAutotask.Tests.SimulatorTests;

public sealed class AutotaskFaultTests
{
    private const string Query = """{"filter":[{"op":"gte","field":"id","value":0}]}""";

    [Test]
    public async Task DropBefore_Write_IsNotDone()
    {
        await using var session = await AutotaskSession.StartAsync();
        session.Simulator.Faults.On("POST", "Services", Fault.DropBefore);

        await Assert.ThatAsync(() => CreateAsync(session), Throws.InstanceOf<HttpRequestException>());
        await CreateAsync(session);

        Assert.Multiple(() =>
        {
            Assert.That(session.Tenant.AllServices, Has.Count.EqualTo(1));
            Assert.That(session.Simulator.Calls.Writes.Select(call => call.Status), Is.EqualTo((int?[])[null, 200]));
        });
    }

    [Test]
    public async Task DropAfter_Write_IsDoneWithoutAnAnswer()
    {
        await using var session = await AutotaskSession.StartAsync();
        session.Simulator.Faults.On("POST", "Services", Fault.DropAfter);

        await Assert.ThatAsync(() => CreateAsync(session), Throws.InstanceOf<HttpRequestException>());

        Assert.That(session.Tenant.AllServices, Has.Count.EqualTo(1));
    }

    [Test]
    public async Task OnceDone_Write_IsDoneAndAnsweredAsAFailure()
    {
        await using var session = await AutotaskSession.StartAsync();
        session.Simulator.Faults.On("POST", "Services", Fault.ServerError.OnceDone());

        var reply = await CreateAsync(session);

        Assert.That((reply.Status, reply.Text), Is.EqualTo((500, Fault.ServerError.Body)));
        Assert.That(session.Tenant.AllServices, Has.Count.EqualTo(1));
    }

    [Test]
    public async Task DropThenDo_Write_IsDoneLater()
    {
        await using var session = await AutotaskSession.StartAsync();
        session.Simulator.Faults.On("POST", "Services", Fault.DropThenDo(TimeSpan.FromMilliseconds(300)));

        await Assert.ThatAsync(() => CreateAsync(session), Throws.InstanceOf<HttpRequestException>());
        var atOnce = session.Tenant.AllServices.Count;

        Assert.That(atOnce, Is.Zero);
        Assert.That(() => session.Tenant.AllServices.Count, Is.EqualTo(1).After(3000, 20));
    }

    [Test]
    public async Task DelayBefore_CallerGone_IsDoneAllTheSame()
    {
        await using var session = await AutotaskSession.StartAsync();
        session.Simulator.Faults.On("POST", "Services", Fault.DelayBefore(TimeSpan.FromMilliseconds(400)));
        using var patience = new CancellationTokenSource(TimeSpan.FromMilliseconds(100));

        await Assert.ThatAsync(() => CreateAsync(session, patience.Token), Throws.InstanceOf<OperationCanceledException>());

        Assert.That(() => session.Tenant.AllServices.Count, Is.EqualTo(1).After(3000, 20));
    }

    [Test]
    public async Task DelayAfter_Write_IsDoneBeforeItsAnswer()
    {
        await using var session = await AutotaskSession.StartAsync();
        session.Simulator.Faults.On("POST", "Services", Fault.DelayAfter(TimeSpan.FromMilliseconds(600)));

        var watch = Stopwatch.StartNew();
        var call = CreateAsync(session);
        Assert.That(() => session.Tenant.AllServices.Count, Is.EqualTo(1).After(500, 10));
        var reply = await call;

        Assert.Multiple(() =>
        {
            Assert.That(reply.ItemId, Is.Positive);
            Assert.That(watch.ElapsedMilliseconds, Is.GreaterThan(550));
        });
    }

    [Test]
    public async Task Statuses_EachKind_AreAnsweredWithoutWork()
    {
        await using var session = await AutotaskSession.StartAsync();
        Fault[] faults =
        [
            Fault.TooManyCalls(), Fault.TooManyCalls(TimeSpan.FromSeconds(3), withErrors: false), Fault.ServerError, Fault.HtmlError,
            Fault.Unavailable(TimeSpan.FromSeconds(7)), Fault.Unauthorized, Fault.Answer(403, """{"errors":["no"]}"""),
        ];
        for (var number = 0; number < faults.Length; number++)
            session.Simulator.Faults.On("POST", "Services", faults[number], nth: number + 1);

        var replies = new List<Reply>();
        foreach (var _ in faults)
            replies.Add(await CreateAsync(session));

        Assert.Multiple(() =>
        {
            Assert.That(replies.Select(reply => reply.Status), Is.EqualTo((int[])[429, 429, 500, 500, 503, 401, 403]));
            Assert.That(replies.Select(reply => reply.RetryAfter), Is.EqualTo((string?[])[null, "3", null, null, "7", null, null]));
            Assert.That(replies[0].Text, Does.Contain("errors"));
            Assert.That(replies[1].Text, Is.Empty);
            Assert.That(replies[2].Text, Does.Not.Contain("errors"));
            Assert.That(replies[3].MediaType, Is.EqualTo("text/html"));
            Assert.That(session.Tenant.AllServices, Is.Empty);
            Assert.That(session.Tenant.ApiUser.Failures, Is.Zero);
        });
    }

    [Test]
    public async Task HideRows_Query_LeavesThemOut()
    {
        await using var session = await AutotaskSession.StartAsync();
        var hidden = session.Tenant.AddCompany("Hidden");
        session.Simulator.Faults.On("POST", "Companies", Fault.HideRows(hidden));
        session.Simulator.Faults.On("GET", "Companies", Fault.HideRows());

        var some = await session.PostAsync("Companies/query", Query);
        var item = await session.GetAsync($"Companies/{hidden}");
        var all = await session.PostAsync("Companies/query", Query);

        Assert.Multiple(() =>
        {
            Assert.That(some.Items, Has.Count.EqualTo(1));
            Assert.That(item.Text, Is.EqualTo("""{"item":null}"""));
            Assert.That(all.Items, Has.Count.EqualTo(2));
        });
    }

    [Test]
    public async Task On_NthAndTimes_CountMatchingCallsOnly()
    {
        await using var session = await AutotaskSession.StartAsync();
        var rule = session.Simulator.Faults.On("*", "Companies", Fault.ServerError, nth: 2, times: 2);

        var statuses = new List<int>();
        for (var number = 0; number < 4; number++)
        {
            statuses.Add((await session.GetAsync("Companies/0")).Status);
            await session.GetAsync("Services/0");
        }

        Assert.Multiple(() =>
        {
            Assert.That(statuses, Is.EqualTo((int[])[200, 500, 500, 200]));
            Assert.That(rule, Has.Property(nameof(FaultRule.Seen)).EqualTo(4).And.Property(nameof(FaultRule.Fired)).EqualTo(2));
        });
    }

    [Test]
    public async Task On_Predicate_SeesTheBody()
    {
        await using var session = await AutotaskSession.StartAsync();
        session.Simulator.Faults.On(call => call.IsWrite && call.Body.Contains("Seat", StringComparison.Ordinal), Fault.ServerError);

        var reply = await CreateAsync(session);

        Assert.That(reply.Status, Is.EqualTo(500));
    }

    [Test]
    public async Task Randomly_SameSeed_DrawsTheSame()
    {
        var first = await DrawAsync(7);
        var second = await DrawAsync(7);

        Assert.Multiple(() =>
        {
            Assert.That(first, Is.EqualTo(second));
            Assert.That(first, Does.Contain(500).And.Contain(429).And.Contain(200));
        });
    }

    private static async Task<List<int>> DrawAsync(int seed)
    {
        await using var session = await AutotaskSession.StartAsync();
        session.Simulator.Faults.Randomly(0.5, seed, _ => true, Fault.ServerError, Fault.TooManyCalls());
        var statuses = new List<int>();
        for (var number = 0; number < 20; number++)
            statuses.Add((await session.GetAsync("Companies/0")).Status);
        return statuses;
    }

    private static Task<Reply> CreateAsync(AutotaskSession session, CancellationToken cancellation = default) => session.SendAsync(
        HttpMethod.Post, "Services", $$"""{"name":"Seat","unitPrice":1,"periodType":2,"billingCodeID":{{session.Tenant.ServiceBillingCodeId}}}""", cancellation: cancellation);
}
