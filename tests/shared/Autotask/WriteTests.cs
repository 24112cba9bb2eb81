using CloudmoreAutotask.Autotask;
using CloudmoreAutotask.Autotask.Entities;
using NUnit.Framework;

namespace CloudmoreAutotask.Tests.Autotask;

internal sealed class WriteTests
{
    private static readonly NewServiceAdjustment Adjustment = new()
    {
        ContractId = 7001,
        ServiceId = 9001,
        UnitChange = -3,
        EffectiveDate = new DateOnly(2026, 10, 1),
        AdjustedUnitPrice = 20.60m,
        AdjustedUnitCost = 16.9m,
    };

    private static readonly TestCaseData<ScriptedAnswer, WriteResult, string>[] Answers =
    [
        new(new ScriptedAnswer(200, """{"itemId":null}"""), WriteResult.Accepted, "") { TestName = "accepted without an id" },
        new(new ScriptedAnswer(200, """{"itemId":8001,"errors":[]}"""), WriteResult.Accepted, "") { TestName = "accepted with no errors" },
        new(new ScriptedAnswer(201, "{}"), WriteResult.Accepted, "") { TestName = "201" },
        new(new ScriptedAnswer(204, ""), WriteResult.Accepted, "") { TestName = "204" },
        new(ScriptedAnswer.Errors(200, "Some rule."), WriteResult.Refused, "Some rule.") { TestName = "errors with 200" },
        new(ScriptedAnswer.Errors(500, "Attempt to insert duplicate data", "into contract_service_period"), WriteResult.Refused, "Attempt to insert duplicate data into contract_service_period") { TestName = "business rule" },
        new(new ScriptedAnswer(400, """{"message":"The request is invalid."}"""), WriteResult.Refused, "The request is invalid.") { TestName = "400" },
        new(new ScriptedAnswer(409, ""), WriteResult.Refused, "Status 409 with an empty body.") { TestName = "409 without words" },
        new(new ScriptedAnswer(403, ""), WriteResult.Refused, "Status 403 with an empty body.") { TestName = "403" },
        new(ScriptedAnswer.Errors(500, "The logged in Resource does not have the adequate permissions."), WriteResult.Refused, "The logged in Resource does not have the adequate permissions.") { TestName = "no right" },
        new(ScriptedAnswer.Html(404, "Not found"), WriteResult.Refused, "HTML page \"Not found\"") { TestName = "404 page" },
        new(ScriptedAnswer.Html(405, "Not allowed"), WriteResult.Refused, "HTML page \"Not allowed\"") { TestName = "405 page" },
        new(ScriptedAnswer.Errors(429, "Too many."), WriteResult.NotTaken, "Too many.") { TestName = "429" },
        new(ScriptedAnswer.Errors(500, "Thread Threshold Exceeded"), WriteResult.NotTaken, "Thread Threshold Exceeded") { TestName = "thread text with 500" },
        new(ScriptedAnswer.Errors(403, "Itgenatr005"), WriteResult.NotTaken, "Itgenatr005") { TestName = "thread code with 403" },
        new(ScriptedAnswer.Errors(500, "You have exceeded the request threshold."), WriteResult.NotTaken, "You have exceeded the request threshold.") { TestName = "hour's text" },
        new(new ScriptedAnswer(500, ""), WriteResult.Unanswered, "Status 500 with an empty body.") { TestName = "500 without words" },
        new(new ScriptedAnswer(500, """{"errors":[]}"""), WriteResult.Unanswered, "Status 500 with a body that says nothing.") { TestName = "500 without errors" },
        new(ScriptedAnswer.Errors(500, "Transaction was deadlocked and has been chosen as the deadlock victim."), WriteResult.Unanswered, "Transaction was deadlocked and has been chosen as the deadlock victim.") { TestName = "deadlock" },
        new(ScriptedAnswer.Html(503, "Unavailable"), WriteResult.Unanswered, "HTML page \"Unavailable\"") { TestName = "503 page" },
        new(ScriptedAnswer.Errors(503, "Unavailable"), WriteResult.Unanswered, "Unavailable") { TestName = "503 with words" },
        new(new ScriptedAnswer(302, ""), WriteResult.Unanswered, "Status 302 with an empty body.") { TestName = "redirect" },
        new(new ScriptedAnswer(200, """{"itemId":"""), WriteResult.Unanswered, """{"itemId":""") { TestName = "broken body" },
        new(new ScriptedAnswer(200, ""), WriteResult.Unanswered, "Status 200 with an empty body.") { TestName = "empty body" },
        new(ScriptedAnswer.Html(200, "Maintenance"), WriteResult.Unanswered, "HTML page \"Maintenance\"") { TestName = "page with 200" },
    ];

    [TestCaseSource(nameof(Answers))]
    public async Task AdjustServiceAsync_AnyAnswer_IsSentOnceAndJudged(ScriptedAnswer answer, WriteResult expected, string words)
    {
        await using var tested = await ClientUnderTest.StartAsync();
        tested.Server.Answer(answer);

        var result = await tested.Client.AdjustServiceAsync(Adjustment, CancellationToken.None);

        Assert.That(result.Result, Is.EqualTo(expected));
        Assert.That(result.Words, Is.EqualTo(words));
        Assert.That(tested.Server.Calls, Has.Count.EqualTo(1));
    }

    [TestCase("", TestName = "AdjustServiceAsync_ConnectionCut_IsUnansweredAndSentOnce")]
    [TestCase("{\"itemId\":", TestName = "AdjustServiceAsync_ConnectionCutInTheAnswer_IsUnansweredAndSentOnce")]
    public async Task AdjustServiceAsync_ConnectionCut_IsUnanswered(string begun)
    {
        await using var tested = await ClientUnderTest.StartAsync();
        // The first call leaves an open connection behind, the kind on which HTTP clients tend to repeat by themselves.
        tested.Server.Answer(ScriptedAnswer.Ok(new { itemId = 1 }), ScriptedAnswer.Cut(begun));
        await tested.Client.AdjustServiceAsync(Adjustment, CancellationToken.None);

        var result = await tested.Client.AdjustServiceAsync(Adjustment, CancellationToken.None);

        Assert.That(result.Result, Is.EqualTo(WriteResult.Unanswered));
        Assert.That(tested.Server.Calls, Has.Count.EqualTo(2));
    }

    [Test]
    public async Task AdjustServiceAsync_NoAnswerInTime_IsUnansweredAndSentOnce()
    {
        await using var tested = await ClientUnderTest.StartAsync(limits => limits.CallTimeout = TimeSpan.FromMilliseconds(300), isRealTime: true);
        tested.Server.Script = async _ =>
        {
            await Task.Delay(TimeSpan.FromSeconds(1));
            return ScriptedAnswer.Ok(new { itemId = 1 });
        };

        var result = await tested.Client.AdjustServiceAsync(Adjustment, CancellationToken.None);

        Assert.That(result.Result, Is.EqualTo(WriteResult.Unanswered));
        Assert.That(result.Words, Is.EqualTo("No answer within 0.3 seconds."));
        Assert.That(tested.Server.Calls, Has.Count.EqualTo(1));
    }

    [Test]
    public async Task AdjustServiceAsync_RetryAfter_IsPassedOn()
    {
        await using var tested = await ClientUnderTest.StartAsync();
        tested.Server.Answer(ScriptedAnswer.Errors(429, "Too many.") with { Headers = new Dictionary<string, string> { ["Retry-After"] = "30" } });

        var result = await tested.Client.AdjustServiceAsync(Adjustment, CancellationToken.None);

        Assert.That((result.Result, result.RetryAfter), Is.EqualTo((WriteResult.NotTaken, TimeSpan.FromSeconds(30))));
    }

    [Test]
    public async Task AdjustServiceAsync_NoZone_IsNotTaken()
    {
        await using var tested = await ClientUnderTest.StartAsync();
        tested.Server.ZoneScript = _ => new ScriptedAnswer(503, "");

        var result = await tested.Client.AdjustServiceAsync(Adjustment, CancellationToken.None);

        Assert.That(result.Result, Is.EqualTo(WriteResult.NotTaken));
        Assert.That(tested.Server.Calls, Is.Empty);
    }

    [Test]
    public async Task Writes_EachKind_TravelsAsDocumented()
    {
        await using var tested = await ClientUnderTest.StartAsync();
        tested.Server.Answer(ScriptedAnswer.Ok(new { itemId = 7001 }));
        var client = tested.Client;
        UserDefinedField[] subscription = [new("Subscription ID", "abc")];
        var day = new DateOnly(2026, 10, 1);

        WriteAnswer[] answers =
        [
            await client.CreateContractAsync(
                new NewContract
                {
                    CompanyId = 123,
                    ContractName = "Microsoft 365 - M365 BP",
                    ContractNumber = "CM-abc",
                    StartDate = day,
                    EndDate = new DateOnly(2029, 9, 30),
                    ContractPeriodType = 2,
                    ServiceLevelAgreementId = 4,
                    UserDefinedFields = subscription,
                },
                CancellationToken.None),
            await client.UpdateContractAsync(new ContractChange { Id = 7001, EndDate = day }, CancellationToken.None),
            await client.CreateServiceAsync(new NewService { Name = "M365 (monthly)", UnitPrice = 20.6m, UnitCost = 16.9000m, PeriodType = 2, BillingCodeId = 5 }, CancellationToken.None),
            await client.CreateContractServiceAsync(new NewContractService { ContractId = 7001, ServiceId = 9001, UnitPrice = 20.60m, UnitCost = 16.90m }, CancellationToken.None),
            await client.AdjustServiceAsync(Adjustment, CancellationToken.None),
            await client.CreateChargeAsync(
                new NewContractCharge
                {
                    ContractId = 7001,
                    Name = "Azure plan",
                    Description = "Use",
                    DatePurchased = day,
                    ChargeType = 1,
                    BillingCodeId = 6,
                    UnitQuantity = 1.2345m,
                    UnitPrice = -934.26m,
                    UnitCost = 0.1234567890123456789m,
                    InternalPurchaseOrderNumber = "CM-2026-10-0123456789abcdef",
                },
                CancellationToken.None),
            await client.UpdateChargeAsync(
                7001, new ContractChargeChange { Id = 5001, Description = "Use", DatePurchased = day, UnitQuantity = 1m, UnitPrice = 2.5m, UnitCost = 2m }, CancellationToken.None),
            await client.CreateUserDefinedFieldAsync(new NewUserDefinedField { Name = "Subscription ID", UdfType = 11, DataType = 1 }, CancellationToken.None),
        ];

        Assert.That(answers.Select(answer => (answer.Result, answer.ItemId)), Is.All.EqualTo((WriteResult.Accepted, 7001L)));
        Assert.That(tested.Server.Calls.Select(call => $"{call.Method} {call.Path[ScriptedServer.ApiPath.Length..]} {call.Body}"), Is.EqualTo(new[]
        {
            """POST Contracts {"companyID":123,"contractName":"Microsoft 365 - M365 BP","contractNumber":"CM-abc","contractType":7,"status":1,"startDate":"2026-10-01","endDate":"2029-09-30","contractPeriodType":2,"serviceLevelAgreementID":4,"timeReportingRequiresStartAndStopTimes":0,"setupFee":0,"userDefinedFields":[{"name":"Subscription ID","value":"abc"}]}""",
            """PATCH Contracts {"id":7001,"endDate":"2026-10-01"}""",
            """POST Services {"name":"M365 (monthly)","unitPrice":20.6,"unitCost":16.9000,"periodType":2,"billingCodeID":5,"isActive":true}""",
            """POST Contracts/7001/Services {"contractID":7001,"serviceID":9001,"unitPrice":20.60,"unitCost":16.90}""",
            """POST Contracts/7001/ServiceAdjustments {"contractID":7001,"serviceID":9001,"unitChange":-3,"effectiveDate":"2026-10-01","adjustedUnitPrice":20.60,"adjustedUnitCost":16.9}""",
            """POST Contracts/7001/Charges {"contractID":7001,"name":"Azure plan","description":"Use","datePurchased":"2026-10-01","chargeType":1,"billingCodeID":6,"unitQuantity":1.2345,"unitPrice":-934.26,"unitCost":0.1234567890123456789,"isBillableToCompany":true,"internalPurchaseOrderNumber":"CM-2026-10-0123456789abcdef"}""",
            """PATCH Contracts/7001/Charges {"id":5001,"description":"Use","datePurchased":"2026-10-01","unitQuantity":1,"unitPrice":2.5,"unitCost":2}""",
            """POST UserDefinedFieldDefinitions {"name":"Subscription ID","udfType":11,"dataType":1,"isActive":true}""",
        }));
        Assert.That(tested.Counter.PerEntity, Is.EquivalentTo(new Dictionary<string, long>
        {
            ["ZoneInformation"] = 1,
            ["Contracts"] = 2,
            ["Services"] = 1,
            ["ContractServices"] = 1,
            ["ContractServiceAdjustments"] = 1,
            ["ContractCharges"] = 2,
            ["UserDefinedFieldDefinitions"] = 1,
        }));
    }
}
