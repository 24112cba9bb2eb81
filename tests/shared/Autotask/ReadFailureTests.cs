using CloudmoreAutotask.Autotask.Entities;
using CloudmoreAutotask.Setup;
using NUnit.Framework;

namespace CloudmoreAutotask.Tests.Autotask;

internal sealed class ReadFailureTests
{
    private static readonly TestCaseData<ScriptedAnswer>[] Busy =
    [
        new(ScriptedAnswer.Errors(429, "Too many.")) { TestName = "429" },
        new(new ScriptedAnswer(429, "")) { TestName = "429 without a body" },
        new(ScriptedAnswer.Errors(500, "Thread Threshold Exceeded - The Autotask API thread threshold of 3 threads has been exceeded.")) { TestName = "thread text with 500" },
        new(ScriptedAnswer.Errors(200, "Itgenatr005: thread limit")) { TestName = "thread code with 200" },
        new(ScriptedAnswer.Html(500, "Thread Threshold Exceeded")) { TestName = "thread text in a page" },
        new(ScriptedAnswer.Errors(500, "The number of requests has exceeded the external request threshold.")) { TestName = "hour's text with 500" },
    ];

    private static readonly TestCaseData<ScriptedAnswer>[] Passing =
    [
        new(ScriptedAnswer.Errors(500, "Execution Timeout Expired. The timeout period elapsed prior to completion of the operation.")) { TestName = "database time limit" },
        new(new ScriptedAnswer(500, "")) { TestName = "500 without words" },
        new(new ScriptedAnswer(500, """{"Message":"An error has occurred."}""")) { TestName = "500 without errors" },
        new(ScriptedAnswer.Html(502, "Bad Gateway")) { TestName = "502" },
        new(ScriptedAnswer.Errors(503, "Service unavailable")) { TestName = "503" },
        new(new ScriptedAnswer(302, "")) { TestName = "redirect" },
        new(new ScriptedAnswer(200, """{"items":[{"id":""")) { TestName = "broken JSON" },
        new(ScriptedAnswer.Html(200, "Maintenance")) { TestName = "page with 200" },
        new(ScriptedAnswer.Cut()) { TestName = "connection cut" },
        new(ScriptedAnswer.Cut("""{"items":[{"id":1},""")) { TestName = "connection cut in the answer" },
    ];

    private static readonly TestCaseData<ScriptedAnswer, string>[] Final =
    [
        new(ScriptedAnswer.Errors(200, "Some rule."), "Some rule.") { TestName = "errors with 200" },
        new(new ScriptedAnswer(400, """{"message":"The request is invalid."}"""), "The request is invalid.") { TestName = "400" },
        new(new ScriptedAnswer(403, ""), "may not query Contracts") { TestName = "403" },
        new(ScriptedAnswer.Errors(500, "The logged in Resource does not have the adequate permissions to query this entity type."), "may not query Contracts") { TestName = "no right with 500" },
        new(ScriptedAnswer.Html(404, "404 - File or directory not found."), "Autotask:ZoneInformationUrl") { TestName = "404 page" },
        new(ScriptedAnswer.Html(405, "Method not allowed"), "Autotask:ZoneInformationUrl") { TestName = "405 page" },
    ];

    /// <summary>Autotask has one status for a refusal and for a mishap of its own.</summary>
    [Test]
    public async Task QueryAsync_500WithWords_IsRepeated()
    {
        await using var tested = await ClientUnderTest.StartAsync();
        var failure = ScriptedAnswer.Errors(500, "An unexpected error has occurred.");
        tested.Server.Answer(failure, failure, failure, ScriptedAnswer.Items(new { id = 7001 }));

        var rows = await tested.Client.QueryAsync<Contract>([], CancellationToken.None);

        Assert.That(rows.Single().Id, Is.EqualTo(7001));
        Assert.That(tested.Server.Calls, Has.Count.EqualTo(4));
    }

    [Test]
    public async Task QueryAsync_500WithWordsToTheLast_MustBeFixed()
    {
        await using var tested = await ClientUnderTest.StartAsync();
        tested.Server.Answer(ScriptedAnswer.Errors(500, "Unable to find contractNumbr in the Contract Entity."));

        await Assert.ThatAsync(
            () => tested.Client.QueryAsync<Contract>([], CancellationToken.None), Throws.TypeOf<MustFixException>().With.Message.Contains("contractNumbr").And.Message.Contains("Contracts"));
        Assert.That(tested.Server.Calls, Has.Count.EqualTo(4));
    }

    [TestCaseSource(nameof(Passing))]
    public async Task QueryAsync_FailsInPassing_IsRepeated(ScriptedAnswer failure)
    {
        await using var tested = await ClientUnderTest.StartAsync();
        tested.Server.Answer(failure, failure, failure, ScriptedAnswer.Items(new { id = 7001 }));

        var rows = await tested.Client.QueryAsync<Contract>([], CancellationToken.None);

        Assert.That(rows.Single().Id, Is.EqualTo(7001));
        Assert.That(tested.Server.Calls, Has.Count.EqualTo(4));
    }

    [TestCaseSource(nameof(Busy))]
    public async Task QueryAsync_TooManyCalls_IsRepeatedForAMinute(ScriptedAnswer failure)
    {
        await using var tested = await ClientUnderTest.StartAsync();
        tested.Server.Answer([.. Enumerable.Repeat(failure, 11), ScriptedAnswer.Items(new { id = 7001 })]);

        var rows = await tested.Client.QueryAsync<Contract>([], CancellationToken.None);

        Assert.That(rows.Single().Id, Is.EqualTo(7001));
        Assert.That(tested.Server.Calls, Has.Count.EqualTo(12));
        Assert.That(tested.Time.Waits, Is.All.LessThanOrEqualTo(TimeSpan.FromSeconds(8)));
        Assert.That(tested.Time.Waits.Sum(wait => wait.TotalSeconds), Is.InRange(20, 90));
    }

    [TestCaseSource(nameof(Busy))]
    public async Task QueryAsync_TooManyCallsToTheLast_SaysWhenToTryAgain(ScriptedAnswer failure)
    {
        await using var tested = await ClientUnderTest.StartAsync();
        tested.Server.Answer(failure);

        var thrown = await Assert.ThrowsAsync<TryLaterException>(() => tested.Client.QueryAsync<Contract>([], CancellationToken.None));

        Assert.That(thrown!.RetryAfter, Is.EqualTo(TimeSpan.FromSeconds(15)));
        Assert.That(tested.Server.Calls, Has.Count.EqualTo(12));
    }

    [TestCaseSource(nameof(Passing))]
    public async Task QueryAsync_FailsInPassingToTheLast_IsTriedLater(ScriptedAnswer failure)
    {
        await using var tested = await ClientUnderTest.StartAsync();
        tested.Server.Answer(failure);

        await Assert.ThatAsync(() => tested.Client.QueryAsync<Contract>([], CancellationToken.None), Throws.TypeOf<TryLaterException>().With.Message.Contains("query Contracts"));
        Assert.That(tested.Server.Calls, Has.Count.EqualTo(4));
    }

    [TestCaseSource(nameof(Final))]
    public async Task QueryAsync_Refused_MustBeFixedAndIsNotRepeated(ScriptedAnswer failure, string words)
    {
        await using var tested = await ClientUnderTest.StartAsync();
        tested.Server.Answer(failure);

        await Assert.ThatAsync(
            () => tested.Client.QueryAsync<Contract>([], CancellationToken.None),
            Throws.TypeOf<MustFixException>().With.Message.Contains(words).And.Message.Contains("Contracts").And.Message.Not.Contains("secret page"));
        Assert.That(tested.Server.Calls, Has.Count.EqualTo(1));
    }

    [Test]
    public async Task QueryAsync_LaterPageFails_NothingIsReturned()
    {
        await using var tested = await ClientUnderTest.StartAsync();
        tested.Server.Answer(request => request.After == 0 ? ScriptedAnswer.Items(Enumerable.Range(1, 500).Select(id => new { id })) : ScriptedAnswer.Errors(500, "No."));

        await Assert.ThatAsync(() => tested.Client.QueryAsync<Contract>([], CancellationToken.None), Throws.TypeOf<MustFixException>());
    }

    [Test]
    public async Task QueryAsync_Waits_GrowAndVary()
    {
        await using var tested = await ClientUnderTest.StartAsync(limits => limits.ReadRetryDelay = TimeSpan.FromSeconds(2));
        tested.Server.Answer(new ScriptedAnswer(503, ""));

        await Assert.ThatAsync(() => tested.Client.QueryAsync<Contract>([], CancellationToken.None), Throws.TypeOf<TryLaterException>());

        Assert.That(tested.Time.Waits, Has.Count.EqualTo(3));
        Assert.That(tested.Time.Waits, Is.All.InRange(TimeSpan.Zero, TimeSpan.FromMinutes(1)));
        Assert.That(tested.Time.Waits.Sum(wait => wait.TotalSeconds), Is.GreaterThan(2));
    }

    [Test]
    public async Task QueryAsync_RetryAfter_IsObeyed()
    {
        await using var tested = await ClientUnderTest.StartAsync();
        var busy = ScriptedAnswer.Errors(429, "Too many.") with { Headers = new Dictionary<string, string> { ["Retry-After"] = "17" } };
        tested.Server.Answer(busy, ScriptedAnswer.Items());

        await tested.Client.QueryAsync<Contract>([], CancellationToken.None);

        Assert.That(tested.Time.Waits, Is.EqualTo(new[] { TimeSpan.FromSeconds(17) }));
    }

    [Test]
    public async Task QueryAsync_RetryAfterToTheLast_IsPassedOn()
    {
        await using var tested = await ClientUnderTest.StartAsync();
        var date = tested.Time.GetUtcNow() + TimeSpan.FromMinutes(2);
        tested.Server.Answer(ScriptedAnswer.Errors(429, "Too many.") with { Headers = new Dictionary<string, string> { ["Retry-After"] = date.ToString("R") } });

        var thrown = await Assert.ThrowsAsync<TryLaterException>(() => tested.Client.QueryAsync<Contract>([], CancellationToken.None));

        Assert.That(thrown!.RetryAfter, Is.EqualTo(TimeSpan.FromMinutes(2)));
        // Too long to wait for inside a call.
        Assert.That(tested.Server.Calls, Has.Count.EqualTo(1));
    }

    [Test]
    public async Task QueryAsync_NoAnswerInTime_IsRepeated()
    {
        await using var tested = await ClientUnderTest.StartAsync(
            limits => (limits.CallTimeout, limits.ReadRetryDelay) = (TimeSpan.FromMilliseconds(300), TimeSpan.Zero), isRealTime: true);
        var calls = 0;
        tested.Server.Script = async _ =>
        {
            if (Interlocked.Increment(ref calls) == 1)
                await Task.Delay(TimeSpan.FromSeconds(1));
            return ScriptedAnswer.Items(new { id = 1 });
        };

        Assert.That(await tested.Client.QueryAsync<Contract>([], CancellationToken.None), Has.Count.EqualTo(1));
        Assert.That(calls, Is.EqualTo(2));
    }

    [Test]
    public async Task QueryAsync_OneAttemptAllowed_IsNotRepeated()
    {
        await using var tested = await ClientUnderTest.StartAsync(limits => limits.ReadAttempts = 1);
        tested.Server.Answer(new ScriptedAnswer(503, ""));

        await Assert.ThatAsync(() => tested.Client.QueryAsync<Contract>([], CancellationToken.None), Throws.TypeOf<TryLaterException>());
        Assert.That(tested.Server.Calls, Has.Count.EqualTo(1));
    }
}
